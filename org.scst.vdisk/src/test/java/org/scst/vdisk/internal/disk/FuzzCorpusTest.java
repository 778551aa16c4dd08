package org.scst.vdisk.internal.disk;

import org.junit.jupiter.api.Test;
import org.scst.testkit.FuzzCorpus;

/** What the fuzz target begins with and has found, replayed; {@code ./scst fuzz} looks for more. */
class FuzzCorpusTest {
    @Test
    void shouldAnswerEveryCommandOfADisk() {
        FuzzCorpus.replay("disk", DiskFuzz::fuzzerTestOneInput);
    }
}
