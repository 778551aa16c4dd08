package org.scst.runtime.console.command;

import java.util.List;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/** What is wrong with the jars in {@code load/}, as problems of files. */
final class DeploymentProblems {
    private DeploymentProblems() {}

    /** What is known now. */
    static List<FileProblem> of(Services services) {
        return services.deployment()
                .map(deployment -> deployment.problems().stream()
                        .map(problem -> new FileProblem(problem.file(), 0, problem.cause(), problem.cure()))
                        .toList())
                .orElseGet(() -> List.of(new FileProblem(
                        "",
                        0,
                        "org.scst.runtime.deployment is not running: load/ is not followed",
                        "start it, see \"bundles\"")));
    }
}
