package org.scst.runtime.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whom the kernel ends first when memory is short ({@code oom_score_adj}, proc_pid_oom_score_adj(5)): a process that serves nobody yet,
 * and not the one that does.
 *
 * <p><i>Threading:</i> confined to the thread that starts the process.
 */
final class SacrificeScore {
    private static final String FIRST_OF_ALL = "1000";

    private final Path file;
    private final String before;

    private SacrificeScore(Path file, String before) {
        this.file = file;
        this.before = before;
    }

    /**
     * Offers this process; nothing is done where that is not allowed.
     *
     * @param file the process's own {@code /proc/self/oom_score_adj}
     */
    static SacrificeScore offer(Path file) {
        String before = "";
        try {
            before = Files.readString(file).strip();
            Files.writeString(file, FIRST_OF_ALL);
        } catch (IOException notAllowed) {
            // Then the kernel chooses.
        }
        return new SacrificeScore(file, before);
    }

    /** As it was before: a process may go back as far as a privileged one has set it. */
    void withdraw() {
        if (before.isEmpty()) {
            return;
        }
        try {
            Files.writeString(file, before);
        } catch (IOException notAllowed) {
            // It was not changed then.
        }
    }
}
