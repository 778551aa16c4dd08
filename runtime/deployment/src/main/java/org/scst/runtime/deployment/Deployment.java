package org.scst.runtime.deployment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bundles of this process, and the way to change those of the product; an OSGi service.
 *
 * <p><b>Purpose.</b> A new jar is checked before anything is touched, and taken back when it does not serve. <b>Threading.</b>
 * Thread-safe; one change at a time. <b>Blocking.</b> Snapshots do not block; what reads a jar or changes a bundle ends with its
 * stage. <b>Ownership.</b> Results are the caller's, and stay valid when the caller's bundle is restarted by the change.
 */
@ProviderType
public interface Deployment {

    /** Every installed bundle, by id. */
    List<BundleSnapshot> bundles();

    /** What lies in {@code load/} and is not in force, and why. */
    List<DeploymentProblem> problems();

    /**
     * Checks a jar and says what deploying it would do; changes nothing.
     *
     * @return fails with {@link DeploymentRefusedException} when it cannot be deployed
     */
    CompletionStage<DeploymentPlan> plan(Path jar);

    /**
     * Says what a rollback would do; changes nothing.
     *
     * @return fails with {@link DeploymentRefusedException} when there is nothing to go back to
     */
    CompletionStage<DeploymentPlan> planRollback(String symbolicName);

    /** Deploys a jar; ends when the new revision serves, or the old one does again, or nothing was touched. */
    CompletionStage<DeploymentReport> deploy(Path jar);

    /** Deploys the jar that was in force before; ends as {@link #deploy} does. */
    CompletionStage<DeploymentReport> rollback(String symbolicName);

    /** The latest deployment or rollback of this process, done or not: for a caller that its own deployment restarted. */
    Optional<CompletionStage<DeploymentReport>> latest();
}
