package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.NexusSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Table;

/** {@code sessions}: which initiators are logged in. */
final class Sessions implements Command {
    private final Services services;

    Sessions(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String purpose() {
        return "List the sessions of initiators";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "who is logged in"),
                new Example("--json", "with what each negotiated and where it stands"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Table table = new Table()
                .column("SESSION", "id")
                .column("TARGET", "target")
                .column("INITIATOR", "initiator")
                .column("ADDRESS", "address")
                .column("GROUP", "group")
                .column("STATE", "state")
                .column("IN FLIGHT", "commands_in_flight")
                .column("READ", "read_bytes")
                .column("WRITTEN", "written_bytes")
                .column("HOLDS", "held_bytes");
        List<NexusSnapshot> nexuses = services.core().nexuses();
        for (NexusSnapshot nexus : nexuses) {
            table.row(
                    nexus.id(),
                    nexus.target(),
                    nexus.initiator(),
                    nexus.address(),
                    nexus.group(),
                    nexus.state(),
                    nexus.commands(),
                    new Bytes(nexus.statistics().readBytes()),
                    new Bytes(nexus.statistics().writtenBytes()),
                    held(nexus));
        }
        List<Object> json = new ArrayList<>();
        List<Map<String, Object>> rows = table.json();
        for (int i = 0; i < nexuses.size(); i++) {
            rows.get(i).put("negotiated", new TreeMap<>(nexuses.get(i).properties()));
            rows.get(i).put("progress", nexuses.get(i).progress());
            json.add(rows.get(i));
        }
        return Answer.done(table.text("No initiator is logged in."), json);
    }

    /** Memory of its connection beside data of commands, where the transport says how much. */
    private static Object held(NexusSnapshot nexus) {
        String bytes = nexus.progress().getOrDefault("BytesHeld", "");
        return bytes.matches("[0-9]{1,18}") ? new Bytes(Long.parseLong(bytes)) : "-";
    }
}
