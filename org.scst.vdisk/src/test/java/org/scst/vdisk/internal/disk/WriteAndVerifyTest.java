package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.StoreFullException;

class WriteAndVerifyTest {
    private final byte[] block = new byte[512];
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
    }

    @Test
    void shouldWriteDurablyAndReadBack() {
        assertEquals(Outcome.GOOD, fixture.run("2e 00 00 00 00 03 00 00 01 00", block));

        assertEquals(List.of("write durable 1536 512", "read 1536 512"), fixture.store.calls);
        assertArrayEquals(block, fixture.store.range(1536, 512));
    }

    @Test
    void shouldCompareByEveryLengthOfCdb() {
        assertEquals(Outcome.GOOD, fixture.run("2e 02 00 00 00 03 00 00 01 00", block));
        assertEquals(Outcome.GOOD, fixture.run("ae 02 00 00 00 03 00 00 00 01 00 00", block));
        assertEquals(Outcome.GOOD, fixture.run("8e 02 00 00 00 00 00 00 00 03 00 00 00 01 00 00", block));

        assertEquals(6, fixture.store.calls.size());
    }

    @Test
    void shouldReportAMiscompareWhenTheStoreForgets() throws IOException {
        DiskFixture forgetful = new DiskFixture("fault_drop_one_write_in=1");

        Outcome outcome = forgetful.run("2e 02 00 00 00 03 00 00 01 00", block);

        assertSense(outcome, SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION);
    }

    @Test
    void shouldReportAFullStore() {
        fixture.store.failure = new StoreFullException("full", null);

        assertSense(
                fixture.run("2e 00 00 00 00 03 00 00 01 00", block),
                SenseKey.DATA_PROTECT,
                AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT);
    }

    @Test
    void shouldRefuseAByteCheckOtherThanNoneOrAll() {
        Outcome refused = Outcome.check(Sense.invalidFieldInCdb(1, 2));

        assertEquals(refused, fixture.run("2e 04 00 00 00 03 00 00 01 00", block));
        assertEquals(refused, fixture.run("2e 06 00 00 00 03 00 00 01 00", block));
    }
}
