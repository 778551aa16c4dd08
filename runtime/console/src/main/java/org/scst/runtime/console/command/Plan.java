package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scst.core.admin.ChangePlan;

/** {@code plan}: what files would change that are not in force, and who would notice; applies nothing. */
final class Plan implements Command {
    private final Services services;
    private final Changes changes;

    Plan(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String purpose() {
        return "Say what another folder of configuration files would change if it took the place of this one, and which"
                + " sessions would notice; nothing is applied";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[FOLDER]", 0, 1);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("/srv/staged", "what changes if that folder takes the place of this one, and who notices"),
                new Example("", "what is edited and not in force yet"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Optional<Path> folder =
                words.word(0).map(conversation.folder()::resolve).map(Path::normalize);
        conversation.doing("Comparing the configuration files with what is in force");
        ChangePlan plan = changes.await(conversation, services.configuration().plan(folder));
        StringBuilder text = new StringBuilder(PlanText.changes(plan));
        text.append(PlanText.touched(plan, "Sessions that would notice:"));
        if (!plan.problems().isEmpty()) {
            text.append("Would not hold:\n").append(FileProblems.lines(plan.problems()));
        }
        text.append(plan.changes().isEmpty() ? "Nothing would change.\n" : "Nothing was changed yet.\n");
        if (plan.needsForce()) {
            text.append(
                    "Something is taken away from sessions: \"apply\" wants --force for that, and a deleted file waits for"
                            + " it; what is saved in a file of etc needs none.\n");
        }
        return Answer.done(text.toString(), PlanText.json(plan));
    }
}
