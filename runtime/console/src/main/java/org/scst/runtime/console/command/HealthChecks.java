package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scst.core.admin.Health;
import org.scst.core.admin.Health.Check;
import org.scst.core.admin.Health.Finding;
import org.scst.core.admin.Health.Status;
import org.scst.runtime.console.text.Plain;

/** {@code health}: every health check and what it has found; fails when one is critical. */
final class HealthChecks implements Command {
    private final Services services;

    HealthChecks(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "health";
    }

    @Override
    public String purpose() {
        return "Run the health checks; the exit status is 1 when one is critical";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "what each check has found"),
                new Example("--json", "the same for a program, whose alarm is the exit status"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Health health = services.health()
                .orElseThrow(() -> CommandFailure.failed(
                        "the health checks (org.scst.runtime.health) are not running",
                        "see \"bundles\" and the log; start it"));
        List<Check> checks = health.examine();
        if (checks.isEmpty()) {
            throw CommandFailure.failed(
                    "no health check is registered", "see \"bundles\" and the log for org.scst.runtime.health");
        }
        StringBuilder text = new StringBuilder();
        checks.forEach(check -> text(check, text));
        Status worst = Health.worst(checks).map(Check::status).orElse(Status.OK);
        Object json = Answer.object(
                "status",
                words(worst),
                "checks",
                checks.stream().map(HealthChecks::json).toList());
        return new Answer(worst == Status.CRITICAL ? ExitStatus.FAILED : ExitStatus.DONE, text.toString(), json);
    }

    /** As operators read it. */
    static String words(Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The worst check in one line; {@code ok} when all is well. */
    static String summary(List<Check> checks) {
        if (checks.isEmpty()) {
            return "unknown: no health check is registered";
        }
        return Health.worst(checks)
                .map(check -> words(check.status()) + ": " + check.name() + ": " + check.summary() + " See \"health\".")
                .orElse("ok");
    }

    private static void text(Check check, StringBuilder text) {
        String status = words(check.status());
        List<Finding> findings = check.findings().isEmpty()
                ? List.of(new Finding(check.status(), "Nothing was said."))
                : relevant(check);
        boolean first = true;
        for (Finding finding : findings) {
            text.append(String.format(
                    "%-15s%-25s%s%n",
                    first ? Plain.of(check.name()) : "", first ? status : "", Plain.of(finding.text())));
            first = false;
        }
    }

    /** What is wrong; what is well only where nothing is wrong. */
    private static List<Finding> relevant(Check check) {
        List<Finding> wrong = new ArrayList<>(check.findings());
        wrong.removeIf(finding -> finding.status() == Status.OK);
        return wrong.isEmpty() ? check.findings() : wrong;
    }

    private static Object json(Check check) {
        return Answer.object(
                "name",
                check.name(),
                "status",
                words(check.status()),
                "tags",
                check.tags(),
                "findings",
                check.findings().stream()
                        .map(finding -> Answer.object("status", words(finding.status()), "text", finding.text()))
                        .toList());
    }
}
