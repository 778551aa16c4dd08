package org.scst.runtime.console.command;

import java.util.List;
import java.util.Optional;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles.AppliedChange;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.runtime.console.text.Plain;

/** {@code apply}: brings into force now what the files say, and returns when it is. */
final class Apply implements Command {
    private final Services services;
    private final Changes changes;

    Apply(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "apply";
    }

    @Override
    public String purpose() {
        return "Bring the configuration files into force now, and say what changed";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[--force]", 0, 0, Grammar.flag(TouchedSessions.FORCE));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "bring what was edited into force now and wait until it is"),
                new Example("--force", "also when something is taken away from sessions"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        boolean force = words.has(TouchedSessions.FORCE);
        return changes.inTurn(conversation, () -> {
            if (!force) {
                refuseLoss(changes.await(conversation, services.configuration().plan(Optional.empty())), "apply");
            }
            conversation.doing("Waiting until the change is in force");
            AppliedChange applied =
                    changes.await(conversation, services.configuration().apply(force));
            List<ConfigurationVersion> versions =
                    changes.await(conversation, services.configuration().versions());
            return answer(applied, applied.plan().changes().isEmpty() ? earlier(versions) : "");
        });
    }

    /** Files are followed: what was edited a moment ago is mostly in force already. */
    private static String earlier(List<ConfigurationVersion> versions) {
        return versions.isEmpty()
                ? "Nothing has changed since the start.\n"
                : "Nothing was left to do; the last change was " + Plain.of(Undo.line(versions.getFirst())) + ".\n";
    }

    /** What would take something away from a session is not done without being told to. */
    static void refuseLoss(ChangePlan plan, String command) throws CommandFailure {
        if (plan.needsForce()) {
            throw new CommandFailure(
                    ExitStatus.NEEDS_FORCE,
                    "something would be taken away from initiators: " + PlanText.losers(plan),
                    "log them out, or say \"" + command + " --force\"",
                    List.of());
        }
    }

    static Answer answer(AppliedChange change, String remark) {
        String text = remark
                + PlanText.changes(change.plan())
                + PlanText.touched(change.plan(), "Sessions that notice:")
                + FileProblems.lines(change.report().problems())
                + "Generation " + change.report().generation() + " is in force.\n";
        Object json = Answer.object(
                "plan", PlanText.json(change.plan()),
                "generation", change.report().generation(),
                "problems", FileProblems.json(change.report().problems()));
        return new Answer(change.report().problems().isEmpty() ? ExitStatus.DONE : ExitStatus.PARTLY, text, json);
    }
}
