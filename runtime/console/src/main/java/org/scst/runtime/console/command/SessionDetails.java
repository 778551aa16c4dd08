package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.NexusSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Plain;

/**
 * Everything that is known of some sessions: {@code session show}.
 *
 * <p><i>Threading:</i> stateless.
 */
final class SessionDetails {
    private static final int NAME_WIDTH = 26;

    private SessionDetails() {}

    static Answer of(List<NexusSnapshot> nexuses) {
        StringBuilder text = new StringBuilder();
        List<Object> json = new ArrayList<>();
        for (NexusSnapshot nexus : nexuses) {
            text.append(text.isEmpty() ? "" : "\n");
            append(text, nexus);
            json.add(json(nexus));
        }
        return Answer.done(text.toString(), json);
    }

    private static void append(StringBuilder text, NexusSnapshot nexus) {
        text.append("Session ").append(Plain.of(nexus.id())).append('\n');
        line(text, "Initiator", nexus.initiator() + " from " + nexus.address());
        line(text, "Target", nexus.target());
        line(text, "Group", nexus.group().isEmpty() ? "the target's own LUNs" : nexus.group());
        line(text, "State", nexus.state() + ", " + nexus.commands() + " commands in flight");
        line(
                text,
                "Moved",
                new Bytes(nexus.statistics().readBytes()) + " read, "
                        + new Bytes(nexus.statistics().writtenBytes()) + " written");
        nexus.progress().forEach((name, value) -> line(text, name, value.isEmpty() ? "-" : value));
        new TreeMap<>(nexus.properties()).forEach((name, value) -> line(text, name, value));
    }

    private static void line(StringBuilder text, String name, String value) {
        String label = Plain.of(name) + ":";
        text.append("  ")
                .append(label)
                .append(" ".repeat(Math.max(1, NAME_WIDTH - label.length())))
                .append(Plain.of(value))
                .append('\n');
    }

    private static Map<String, Object> json(NexusSnapshot nexus) {
        return Answer.object(
                "id", nexus.id(),
                "target", nexus.target(),
                "initiator", nexus.initiator(),
                "address", nexus.address(),
                "group", nexus.group(),
                "state", nexus.state(),
                "commands_in_flight", nexus.commands(),
                "negotiated", new TreeMap<>(nexus.properties()),
                "progress", nexus.progress());
    }
}
