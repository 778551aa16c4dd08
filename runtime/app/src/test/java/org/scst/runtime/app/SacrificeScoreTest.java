package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SacrificeScoreTest {
    @TempDir
    Path folder;

    @Test
    void shouldBeTheFirstToGoUntilItServes() throws IOException {
        Path file = Files.writeString(folder.resolve("oom_score_adj"), "-500\n");
        SacrificeScore score = SacrificeScore.offer(file);
        assertEquals("1000", Files.readString(file));
        score.withdraw();
        assertEquals("-500", Files.readString(file));
    }

    @Test
    void shouldDoNothingWhereThatIsNotAllowed() {
        Path file = folder.resolve("nowhere/oom_score_adj");
        SacrificeScore.offer(file).withdraw();
        assertFalse(Files.exists(file));
    }
}
