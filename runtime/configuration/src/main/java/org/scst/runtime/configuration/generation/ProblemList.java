package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.Problem;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings findings in files and problems that core reports into one form, with file and line, and logs each once.
 *
 * <p><i>Threading:</i> confined to the configuration thread; the static methods are pure.
 */
final class ProblemList {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemList.class);

    private Set<FileProblem> logged = new HashSet<>();

    static List<FileProblem> ofFindings(SortedMap<String, List<Finding>> findings) {
        List<FileProblem> problems = new ArrayList<>();
        findings.forEach((file, found) -> found.forEach(
                finding -> problems.add(new FileProblem(file, finding.line(), finding.cause(), finding.cure()))));
        return problems;
    }

    static List<FileProblem> ofCore(List<Problem> reported, SortedMap<ObjectName, AcceptedObject> objects) {
        return reported.stream().map(problem -> ofCore(problem, objects)).toList();
    }

    private static FileProblem ofCore(Problem problem, SortedMap<ObjectName, AcceptedObject> objects) {
        ObjectName name = new ObjectName(problem.pid(), problem.name());
        Optional<AcceptedObject> object = Optional.ofNullable(objects.get(name));
        String file = object.map(AcceptedObject::file).orElse(problem.pid().isEmpty() ? "" : name.file());
        int line = object.map(o -> o.line(problem.key())).orElse(0);
        String key = problem.key().isEmpty() || line > 0 ? "" : problem.key() + ": ";
        return new FileProblem(file, line, key + problem.cause(), problem.cure());
    }

    void log(List<FileProblem> problems) {
        Set<FileProblem> present = new HashSet<>(problems);
        for (FileProblem problem : problems) {
            if (!logged.contains(problem)) {
                LOG.warn("{}: {}. Cure: {}", problem.place(), problem.cause(), problem.cure());
            }
        }
        logged = present;
    }
}
