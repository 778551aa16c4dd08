package org.scst.runtime.console.command;

import java.util.List;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.console.text.Plain;

/** How problems of configuration files are written. */
final class FileProblems {
    private FileProblems() {}

    /** File, line, cause and cure on one line. */
    static String line(FileProblem problem) {
        String place = problem.place();
        String cure = problem.cure().isEmpty() ? "" : " (" + problem.cure() + ")";
        return Plain.of((place.isEmpty() ? "" : place + ": ") + problem.cause() + cure);
    }

    static String lines(List<FileProblem> problems) {
        StringBuilder text = new StringBuilder();
        problems.forEach(problem -> text.append("  ").append(line(problem)).append('\n'));
        return text.toString();
    }

    static List<Object> json(List<FileProblem> problems) {
        return problems.stream()
                .map(problem -> (Object) Answer.object(
                        "file",
                        problem.file(),
                        "line",
                        problem.line(),
                        "cause",
                        problem.cause(),
                        "cure",
                        problem.cure()))
                .toList();
    }
}
