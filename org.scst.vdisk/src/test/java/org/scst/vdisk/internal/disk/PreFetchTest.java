package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;

class PreFetchTest {
    @Test
    void shouldTellTheStoreWhichRangeIsWanted() throws IOException {
        DiskFixture fixture = new DiskFixture();

        assertEquals(Outcome.GOOD, fixture.run("34 00 00 00 00 02 00 00 08 00"));
        assertEquals(List.of("prefetch 1024 4096"), fixture.store.calls);
    }

    @Test
    void shouldTakeAZeroLengthForEverythingUpToTheEnd() throws IOException {
        DiskFixture fixture = new DiskFixture();

        assertEquals(Outcome.GOOD, fixture.run("90 00 00 00 00 00 00 00 0f ff 00 00 00 00 00 00"));
        assertEquals(List.of("prefetch 2096640 512"), fixture.store.calls);
    }
}
