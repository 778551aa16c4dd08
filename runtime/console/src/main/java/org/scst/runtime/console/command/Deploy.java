package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.deployment.Deployment;
import org.scst.runtime.deployment.DeploymentPlan;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.DeploymentReport;

/**
 * {@code deploy}: brings a bundle's jar into force while everything else goes on, or the one before.
 *
 * <p>A deployment of core restarts the console, and this command with it: the deployment goes on, and the client asks for the
 * result again.
 */
final class Deploy implements Command {
    /** Old stop, new start and wait, the same back again. */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int PAUSES = 40;

    private static final String ROLLBACK = "--rollback";
    private static final String RESULT = "--result";

    private final Services services;

    Deploy(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "deploy";
    }

    @Override
    public String purpose() {
        return "Install or update a bundle from its jar, or go back to the jar before; taken back when it does not serve";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                "JAR [--force] | --rollback BUNDLE [--force] | --result",
                0,
                1,
                Grammar.flag(TouchedSessions.FORCE),
                Grammar.value(ROLLBACK),
                Grammar.flag(RESULT));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("org.scst.vdisk.jar", "updates the handler while its disks are used"),
                new Example(
                        "org.scst.iscsi.jar",
                        "updates the driver; initiators wait for a moment, and keep their sessions"),
                new Example("--rollback org.scst.vdisk", "brings the jar before into force again"),
                new Example("--result", "how the latest deployment ended"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        if (words.has(RESULT)) {
            // The console may have just been restarted by what is asked about.
            awaitDeployment(conversation);
        }
        Deployment deployment = services.deployment()
                .orElseThrow(() -> CommandFailure.failed(
                        "the deployment (org.scst.runtime.deployment) is not running", "see \"bundles\"; start it"));
        boolean rollback = words.option(ROLLBACK).isPresent();
        int orders = (words.word(0).isPresent() ? 1 : 0) + (rollback ? 1 : 0) + (words.has(RESULT) ? 1 : 0);
        if (orders != 1) {
            throw CommandFailure.usage(
                    orders == 0 ? "something is missing" : "these do not go together",
                    "it takes: " + grammar().synopsis());
        }
        if (words.has(RESULT)) {
            return result(conversation, deployment);
        }
        return rollback
                ? rollback(
                        conversation,
                        deployment,
                        words.option(ROLLBACK).orElseThrow(),
                        words.has(TouchedSessions.FORCE))
                : deploy(conversation, deployment, words.word(0).orElseThrow(), words.has(TouchedSessions.FORCE));
    }

    private void awaitDeployment(Conversation conversation) {
        for (int i = 0; i < PAUSES && services.deployment().isEmpty(); i++) {
            if (!conversation.pause(PAUSE)) {
                return;
            }
        }
    }

    private Answer deploy(Conversation conversation, Deployment deployment, String jar, boolean force)
            throws CommandFailure {
        Path file = conversation.folder().resolve(jar).normalize();
        conversation.doing("Checking " + file.getFileName());
        announce(conversation, check(conversation, deployment.plan(file)), deployment, force);
        return report(await(conversation, deployment.deploy(file)));
    }

    private Answer rollback(Conversation conversation, Deployment deployment, String bundle, boolean force)
            throws CommandFailure {
        conversation.doing("Checking the previous jar");
        announce(conversation, check(conversation, deployment.planRollback(bundle)), deployment, force);
        return report(await(conversation, deployment.rollback(bundle)));
    }

    private Answer result(Conversation conversation, Deployment deployment) throws CommandFailure {
        CompletionStage<DeploymentReport> latest = deployment
                .latest()
                .orElseThrow(() -> CommandFailure.failed(
                        "nothing was deployed since the process started", "\"bundles\" shows what is in force"));
        conversation.doing("Waiting for the end of the deployment");
        return report(await(conversation, latest));
    }

    /** Says whom it touches, before it does; or refuses. */
    private void announce(Conversation conversation, DeploymentPlan plan, Deployment deployment, boolean force)
            throws CommandFailure {
        if (plan.unchanged()) {
            return;
        }
        InterruptedSessions interrupted = InterruptedSessions.by(plan, deployment);
        Optional<TouchedSessions> dropped = services.administration().map(interrupted::dropped);
        if (dropped.isPresent()) {
            dropped.get()
                    .require(
                            force,
                            "this drops sessions of initiators that use what " + plan.bundle() + " restarts",
                            "log them out, or drop them with --force; those that log in again by themselves go on");
        }
        if (!conversation.asJson()) {
            String sessions = dropped.map(these -> these.text("It drops:")).orElse("")
                    + services.administration()
                            .map(interrupted::waiting)
                            .map(these -> these.text("These wait meanwhile, and go on:"))
                            .orElse("");
            conversation.say(Plain.of(announcement(plan)) + "\n" + sessions, null);
        }
        conversation.doing("Waiting until " + plan.bundle() + " serves");
    }

    private static String announcement(DeploymentPlan plan) {
        String what = plan.from().isEmpty()
                ? "Installs " + plan.bundle() + " " + plan.to()
                : "Updates " + plan.bundle() + " from " + plan.from() + " to " + plan.to();
        return what + (plan.restarts().isEmpty() ? "" : "; restarts " + String.join(", ", plan.restarts())) + ".";
    }

    private Answer report(DeploymentReport report) throws CommandFailure {
        String bundle = report.bundle();
        String seconds = String.format(Locale.ROOT, "%.1f s", report.took().toMillis() / 1000.0);
        return switch (report.outcome()) {
            case DEPLOYED -> {
                String kept = report.from().isEmpty()
                        ? ""
                        : " Back to " + report.from() + ": deploy --rollback " + bundle + ".";
                String trouble = report.cause().isEmpty() ? "" : "But " + report.cause() + ": " + report.cure() + ".";
                yield answer(
                        trouble.isEmpty() ? ExitStatus.DONE : ExitStatus.PARTLY,
                        bundle + " " + report.to() + " is in force and serves, after " + seconds + "." + kept,
                        trouble,
                        report);
            }
            case UNCHANGED ->
                answer(
                        ExitStatus.DONE,
                        bundle + " " + report.to() + ": this very jar is in force already.",
                        "",
                        report);
            case REFUSED ->
                throw CommandFailure.failed(bundle + ": nothing was touched: " + report.cause(), report.cure());
            case ROLLED_BACK ->
                throw CommandFailure.failed(
                        bundle + " " + report.from() + " is in force again, after " + seconds + ": " + report.cause(),
                        report.cure());
            case FAILED ->
                throw new CommandFailure(ExitStatus.PARTLY, bundle + ": " + report.cause(), report.cure(), List.of());
        };
    }

    private static Answer answer(ExitStatus status, String sentence, String trouble, DeploymentReport report) {
        Object json = Answer.object(
                "bundle", report.bundle(),
                "from", report.from(),
                "to", report.to(),
                "outcome", report.outcome().name().toLowerCase(Locale.ROOT),
                "cause", report.cause(),
                "cure", report.cure(),
                "took_ms", report.took().toMillis());
        String text = Plain.of(sentence) + "\n" + (trouble.isEmpty() ? "" : Plain.of(trouble) + "\n");
        return new Answer(status, text, json);
    }

    /** What is given up here has touched nothing. */
    private static DeploymentPlan check(Conversation conversation, CompletionStage<DeploymentPlan> plan)
            throws CommandFailure {
        try {
            DeploymentPlan checked = conversation.await(plan, LIMIT);
            if (!conversation.isCancelled()) {
                return checked;
            }
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw CommandFailure.failed(
                    "no end of the check within " + LIMIT.toMinutes() + " min; nothing was touched",
                    "look at the log: the deployment is busy with another jar");
        } catch (InterruptedException e) {
            // Said below.
        }
        throw CommandFailure.failed("given up at the check; nothing was touched", "say it again");
    }

    private static CommandFailure failure(ExecutionException e) {
        return e.getCause() instanceof DeploymentRefusedException refused
                ? CommandFailure.failed(refused.getMessage() + "; nothing was touched", refused.cure())
                : CommandFailure.failed("the deployment failed: " + e.getCause(), "see the log");
    }

    private static <T> T await(Conversation conversation, CompletionStage<T> stage) throws CommandFailure {
        try {
            return conversation.await(stage, LIMIT);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "no end of the deployment within " + LIMIT.toMinutes() + " min",
                    "look at \"status\" and the log",
                    List.of());
        } catch (InterruptedException e) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "the wait was given up; the deployment goes on",
                    "\"deploy --result\" waits for it",
                    List.of());
        }
    }
}
