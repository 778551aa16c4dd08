package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.runtime.deployment.BundleSnapshot;
import org.scst.runtime.deployment.Deployment;
import org.scst.runtime.deployment.DeploymentPlan;
import org.scst.runtime.deployment.DeploymentProblem;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.DeploymentReport;
import org.scst.runtime.deployment.DeploymentReport.Outcome;

/** A deployment that ends as the test says, and remembers what it was told to do. */
final class FakeDeployment implements Deployment {
    static final String DRIVER_SERVICE = "org.scst.core.target.TargetDriver";
    static final String CORE_SERVICE = "org.scst.core.admin.Administration";

    final List<BundleSnapshot> bundles = new ArrayList<>();
    final List<DeploymentProblem> problems = new ArrayList<>();
    final List<String> orders = new ArrayList<>();
    Optional<DeploymentPlan> plan = Optional.empty();
    Outcome outcome = Outcome.DEPLOYED;
    String cause = "";
    private CompletionStage<DeploymentReport> latest;

    private record Snapshot(
            long id,
            String name,
            String version,
            String state,
            Instant since,
            String origin,
            String content,
            List<String> restarts,
            String previous,
            List<String> services)
            implements BundleSnapshot {}

    FakeDeployment bundle(String name, String origin, String previous, List<String> restarts, String... services) {
        bundles.add(new Snapshot(
                bundles.size() + 1,
                name,
                "1.0.0",
                "active",
                Instant.parse("2026-11-26T10:00:00Z"),
                origin,
                "0123456789ab",
                restarts,
                previous,
                List.of(services)));
        return this;
    }

    FakeDeployment plans(String bundle, String from, String to, String... restarts) {
        plan = Optional.of(new DeploymentPlan(bundle, from, to, from.equals(to), List.of(restarts)));
        return this;
    }

    @Override
    public List<BundleSnapshot> bundles() {
        return List.copyOf(bundles);
    }

    @Override
    public List<DeploymentProblem> problems() {
        return List.copyOf(problems);
    }

    @Override
    public CompletionStage<DeploymentPlan> plan(Path jar) {
        return plan.map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new DeploymentRefusedException("it is no whole jar", "copy it again")));
    }

    @Override
    public CompletionStage<DeploymentPlan> planRollback(String symbolicName) {
        return plan(Path.of(symbolicName));
    }

    @Override
    public CompletionStage<DeploymentReport> deploy(Path jar) {
        return order("deploy " + jar);
    }

    @Override
    public CompletionStage<DeploymentReport> rollback(String symbolicName) {
        return order("rollback " + symbolicName);
    }

    private CompletionStage<DeploymentReport> order(String order) {
        orders.add(order);
        DeploymentPlan planned = plan.orElseThrow();
        latest = CompletableFuture.completedFuture(new DeploymentReport(
                planned.bundle(),
                planned.from(),
                planned.to(),
                outcome,
                cause,
                "see the log",
                Duration.ofMillis(1234)));
        return latest;
    }

    @Override
    public Optional<CompletionStage<DeploymentReport>> latest() {
        return Optional.ofNullable(latest);
    }
}
