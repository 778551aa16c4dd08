package org.scst.runtime.console.command;

import java.util.List;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/** A command that did not do what it was asked for: cause and cure, in words for an operator. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private final ExitStatus status;
    private final String cure;
    private final transient List<FileProblem> problems;

    /** With the problems of files that led to it. */
    CommandFailure(ExitStatus status, String cause, String cure, List<FileProblem> problems) {
        super(cause);
        this.status = status;
        this.cure = cure;
        this.problems = List.copyOf(problems);
    }

    /** Failed, and nothing was changed. */
    public static CommandFailure failed(String cause, String cure) {
        return new CommandFailure(ExitStatus.FAILED, cause, cure, List.of());
    }

    /** The words were not understood. */
    static CommandFailure usage(String cause, String cure) {
        return new CommandFailure(ExitStatus.USAGE, cause, cure, List.of());
    }

    ExitStatus status() {
        return status;
    }

    String cure() {
        return cure;
    }

    List<FileProblem> problems() {
        return problems;
    }
}
