package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.List;
import org.scst.core.admin.Diagnosis;
import org.scst.runtime.console.text.Json;

/** The commands, on a core that repeats in its diagnosis what it was asked. */
public final class CommandProbe {
    private CommandProbe() {}

    /** All commands on fakes. */
    public static CommandTable table(Path folder) {
        Console console = new Console(folder);
        console.core.repeating = true;
        return console.table;
    }

    /** What {@code why --json} answers then. */
    public static String whyDocument(String initiator, String target) {
        Diagnosis.Step step = FakeCore.repeated(initiator, target);
        Object json = Answer.object(
                "question", step.question(), "passed", step.passed(), "answer", step.answer(), "cure", step.cure());
        return Json.of(Answer.object("passed", true, "steps", List.of(json)));
    }
}
