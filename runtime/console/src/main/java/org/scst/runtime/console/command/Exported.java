package org.scst.runtime.console.command;

import java.util.List;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Plain;

/**
 * What {@code export} says of a disk that is configured now.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param request what was asked for
 * @param mapping for whom, and at which LUN
 * @param bytes size of its medium, 0 while that is not known
 * @param reason why initiators do not find it yet, empty when they do
 * @param portals where its target listens
 * @param report what became of the change
 * @param lines what to type on initiators
 */
record Exported(
        ExportRequest request,
        Mapping mapping,
        long bytes,
        String reason,
        List<String> portals,
        ChangeReport report,
        InitiatorLines lines) {

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(Plain.of(
                        "\"" + request.name() + "\" is LUN " + mapping.place().lun() + " of " + lines.target()))
                .append(", ")
                .append(new Bytes(bytes))
                .append(request.readOnly() ? ", read-only" : "")
                .append(mapping.group().isEmpty() ? "" : Plain.of(", for " + String.join(", ", request.initiators())))
                .append(".\n");
        if (!reason.isEmpty()) {
            text.append("It is not ready: ").append(Plain.of(reason)).append('\n');
        }
        text.append(FileProblems.lines(report.problems()))
                .append("Portals: ")
                .append(portals.isEmpty() ? "none" : Plain.of(String.join(", ", portals)))
                .append("\n\n");
        return text.append(lines.text()).toString();
    }

    Object json() {
        return Answer.object(
                "device", request.name(),
                "target", lines.target(),
                "lun", mapping.place().lun(),
                "group", mapping.group(),
                "bytes", bytes,
                "read_only", request.readOnly(),
                "ready", reason.isEmpty(),
                "portals", portals,
                "generation", report.generation(),
                "problems", FileProblems.json(report.problems()),
                "on_this_machine", lines.local(),
                "on_other_machines", lines.remote());
    }
}
