package org.scst.runtime.configuration.generation;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;

/**
 * Somebody who waits until a generation is in force.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param generation that generation
 * @param files whose problems are of interest; empty for all
 * @param deadline when the waiting ends, by the forward clock
 * @param report where to tell
 */
record Waiter(long generation, Set<String> files, long deadline, CompletableFuture<ChangeReport> report) {

    boolean wants(String file) {
        return files.isEmpty() || files.contains(file);
    }
}
