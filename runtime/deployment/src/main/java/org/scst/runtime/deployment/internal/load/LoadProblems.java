package org.scst.runtime.deployment.internal.load;

import java.util.List;
import org.scst.runtime.deployment.DeploymentProblem;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.internal.folder.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in the folders and is not in force; each is told once, when it begins.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
final class LoadProblems {
    private static final Logger LOG = LoggerFactory.getLogger(LoadProblems.class);

    private final DeploymentNews news;
    private List<DeploymentProblem> present = List.of();

    LoadProblems(DeploymentNews news) {
        this.news = news;
    }

    List<DeploymentProblem> present() {
        return present;
    }

    /** These are what there is now. */
    void are(List<DeploymentProblem> found) {
        found.stream().filter(problem -> !present.contains(problem)).forEach(this::tell);
        present = List.copyOf(found);
    }

    private void tell(DeploymentProblem problem) {
        LOG.warn("{} is not in force: {}. Cure: {}", problem.file(), problem.cause(), problem.cure());
        if (problem.bundle().isEmpty()) {
            news.failed(problem.file(), "", problem.cause());
        } else {
            news.failed(problem.bundle(), "", problem.file() + ": " + problem.cause());
        }
    }

    /** It stands beside another file of its folder. */
    static DeploymentProblem beside(Claim claim, List<Claim> claims) {
        String first = claims.stream()
                .filter(other -> other.origin() == claim.origin() && !other.equals(claim))
                .map(other -> other.file().getFileName().toString())
                .findFirst()
                .orElse("another file");
        return of(
                claim,
                new DeploymentRefusedException(
                        "a second file of " + claim.symbolicName() + ", beside " + first,
                        "delete one of them, or use deploy, which replaces the first"));
    }

    /** A newer distribution overrides it. */
    static DeploymentProblem overridden(Claim claim) {
        return of(
                claim,
                new DeploymentRefusedException(
                        "the distribution has brought another " + claim.symbolicName() + " since, which is in force",
                        "delete the file, or deploy it again to override that one too"));
    }

    /** It was refused. */
    static DeploymentProblem of(Claim claim, DeploymentRefusedException reason) {
        return new DeploymentProblem(claim.file().toString(), claim.symbolicName(), reason.getMessage(), reason.cure());
    }
}
