package org.scst.runtime.health.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCheckTest {
    @TempDir
    Path folder;

    private static Status space(long bytes) {
        FormattingResultLog log = new FormattingResultLog();
        StateCheck.space(bytes, log);
        return log.getAggregateStatus();
    }

    @Test
    void shouldBeWellAndLeaveNothingBehind() throws IOException {
        Result result = new StateCheck(folder.toString()).execute();
        assertTrue(result.getStatus() == Status.OK || result.getStatus() == Status.WARN, result::toString);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void shouldBeCriticalWhenTheFolderIsGone() {
        Result result = new StateCheck(folder.resolve("gone").toString()).execute();
        assertEquals(Status.CRITICAL, result.getStatus());
        assertTrue(result.toString().contains("cannot be written"), result::toString);
    }

    @Test
    void shouldBeCriticalWithoutAFolder() {
        assertEquals(Status.CRITICAL, new StateCheck((String) null).execute().getStatus());
    }

    @Test
    void shouldWarnBeforeTheSpaceIsUsedUp() {
        assertEquals(Status.OK, space(64L << 20));
        assertEquals(Status.WARN, space((64L << 20) - 1));
        assertEquals(Status.CRITICAL, space((1 << 20) - 1));
    }
}
