package org.scst.core.admin;

import java.util.List;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/**
 * A change of configuration files that was refused as a whole: no file was changed. The stage of
 * {@link ConfigurationFiles#change} ends with it.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ChangeRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<FileProblem> problems;

    /** Says why. */
    public ChangeRefusedException(List<FileProblem> problems) {
        super(problems.isEmpty() ? "" : problems.getFirst().cause());
        this.problems = List.copyOf(problems);
    }

    /** Why, with file and line where they can be named. */
    public List<FileProblem> problems() {
        return problems;
    }
}
