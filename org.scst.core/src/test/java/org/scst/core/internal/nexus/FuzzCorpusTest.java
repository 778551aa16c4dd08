package org.scst.core.internal.nexus;

import org.junit.jupiter.api.Test;
import org.scst.testkit.FuzzCorpus;

/** What the fuzz target begins with and has found, replayed; {@code ./scst fuzz} looks for more. */
class FuzzCorpusTest {
    @Test
    void shouldAnswerEveryCommand() {
        FuzzCorpus.replay("command", CommandFuzz::fuzzerTestOneInput);
    }
}
