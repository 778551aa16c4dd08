package org.scst.runtime.console.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ObjectChange;
import org.scst.core.admin.ObjectChange.KeyChange;
import org.scst.core.admin.ObjectChange.Kind;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/** How a change of the configuration is shown: objects, their properties, and the sessions that notice. */
final class PlanText {
    private static final int MOST = 100;

    private PlanText() {}

    /** Objects and what happens to them, a line each; of very many, the first ones and their number. */
    static String changes(ChangePlan plan) {
        StringBuilder text = new StringBuilder();
        plan.changes().stream()
                .limit(MOST)
                .forEach(change -> text.append(Plain.of(line(change))).append('\n'));
        int more = plan.changes().size() - MOST;
        if (more > 0) {
            text.append("… and ").append(more).append(" more objects\n");
        }
        return text.toString();
    }

    private static String line(ObjectChange change) {
        String object = change.name().isEmpty() ? change.pid() : change.pid() + "-" + change.name();
        String verb = switch (change.kind()) {
            case CREATED -> "create ";
            case CHANGED -> "change ";
            case REMOVED -> "remove ";
            case RENAMED -> "rename ";
        };
        String was = change.kind() == Kind.RENAMED ? ", until now " + change.formerName() : "";
        String keys = change.keys().stream()
                .filter(key -> change.kind() != Kind.REMOVED)
                .map(key -> key(key, change.kind()))
                .collect(Collectors.joining("; "));
        return verb + object + was + (keys.isEmpty() ? "" : ": " + keys);
    }

    private static String key(KeyChange key, Kind kind) {
        if (kind == Kind.CREATED) {
            return key.key() + " = " + key.after().orElse("");
        }
        return key.key() + " = " + value(key.after()) + " (until now " + value(key.before()) + ")";
    }

    private static String value(Optional<String> value) {
        return value.orElse("not set");
    }

    /** Sessions and what they notice; empty when none does. */
    static String touched(ChangePlan plan, String title) {
        Table table = new Table()
                .column("INITIATOR", "initiator")
                .column("ADDRESS", "address")
                .column("TARGET", "target")
                .column("LUN", "lun")
                .column("DEVICE", "device")
                .column("NOTICES", "effect");
        plan.touched().stream()
                .limit(MOST)
                .forEach(touch -> table.row(
                        touch.initiator(),
                        touch.address(),
                        touch.target(),
                        touch.lun() < 0 ? null : touch.lun(),
                        touch.device(),
                        touch.effect()));
        int more = plan.touched().size() - MOST;
        return table.isEmpty()
                ? ""
                : title + "\n" + table.text("") + (more > 0 ? "… and " + more + " more lines\n" : "");
    }

    /** Who would lose something, for an error's one line. */
    static String losers(ChangePlan plan) {
        List<String> losers = plan.touched().stream()
                .filter(ChangePlan.Touch::loss)
                .map(touch -> touch.initiator() + " (" + touch.address() + ", " + touch.target()
                        + (touch.lun() < 0 ? "" : " LUN " + touch.lun()) + ": " + touch.effect() + ")")
                .distinct()
                .toList();
        String shown = losers.stream().limit(10).collect(Collectors.joining("; "));
        return losers.size() > 10 ? shown + "; and " + (losers.size() - 10) + " more" : shown;
    }

    static Object json(ChangePlan plan) {
        return Answer.object(
                "changes", plan.changes().stream().map(PlanText::json).toList(),
                "touched_sessions", plan.touched().stream().map(PlanText::json).toList(),
                "needs_force", plan.needsForce(),
                "problems", FileProblems.json(plan.problems()));
    }

    private static Object json(ObjectChange change) {
        return Answer.object(
                "pid", change.pid(),
                "name", change.name(),
                "kind", change.kind().name().toLowerCase(Locale.ROOT),
                "former_name", change.formerName().isEmpty() ? null : change.formerName(),
                "keys",
                        change.keys().stream()
                                .map(key -> (Object) Answer.object(
                                        "key", key.key(),
                                        "before", key.before().orElse(null),
                                        "after", key.after().orElse(null)))
                                .toList());
    }

    private static Object json(ChangePlan.Touch touch) {
        return Answer.object(
                "session", touch.nexus(),
                "initiator", touch.initiator(),
                "address", touch.address(),
                "target", touch.target(),
                "lun", touch.lun() < 0 ? null : touch.lun(),
                "device", touch.device().isEmpty() ? null : touch.device(),
                "notices", touch.effect(),
                "loses", touch.loss());
    }
}
