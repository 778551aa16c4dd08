package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.StoreFullException;

class WriteSameTest {
    private final byte[] zeroes = new byte[512];
    private final byte[] block = new byte[512];
    private DiskFixture thin;

    @BeforeEach
    void open() throws IOException {
        thin = new DiskFixture("thin_provisioned=1");
        block[511] = 1;
    }

    @Test
    void shouldWriteTheBlockAgainAndAgain() {
        assertEquals(Outcome.GOOD, thin.run("41 00 00 00 00 02 00 00 03 00", block));

        for (int i = 2; i < 5; i++) {
            assertArrayEquals(block, thin.store.range(i * 512, 512));
        }
        assertEquals(List.of("write 1024 1536"), thin.store.calls);
    }

    @Test
    void shouldWriteLongRangesInPieces() {
        assertEquals(Outcome.GOOD, thin.run("93 00 00 00 00 00 00 00 00 00 00 00 0f ff 00 00", block));

        assertEquals(List.of("write 0 1048576", "write 1048576 1048064"), thin.store.calls);
        assertArrayEquals(block, thin.store.range(4094 * 512, 512));
    }

    @Test
    void shouldZeroWithoutWritingZeroes() {
        assertEquals(Outcome.GOOD, thin.run("41 00 00 00 00 02 00 00 03 00", zeroes));

        assertEquals(List.of("zero 1024 1536"), thin.store.calls);
    }

    @Test
    void shouldUnmapWhatIsToReadAsZeroes() {
        assertEquals(Outcome.GOOD, thin.run("41 08 00 00 00 02 00 00 03 00", zeroes));
        assertEquals(Outcome.GOOD, thin.run("93 09 00 00 00 00 00 00 00 02 00 00 00 03 00 00"));

        assertEquals(List.of("unmap 1024 1536", "unmap 1024 1536"), thin.store.calls);
    }

    @Test
    void shouldWriteWhenUnmappedBlocksWouldReadAsSomethingElse() {
        assertEquals(Outcome.GOOD, thin.run("41 08 00 00 00 02 00 00 03 00", block));

        assertEquals(List.of("write 1024 1536"), thin.store.calls);
    }

    @Test
    void shouldRefuseToUnmapWhenNotThin() throws IOException {
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(1, 3)),
                new DiskFixture().run("41 08 00 00 00 02 00 00 03 00", zeroes));
    }

    @Test
    void shouldNeitherRefuseNorObeyUnmapWhenNotThinButWriteProtected() throws IOException {
        DiskFixture thick = new DiskFixture();
        FakeDeviceCommand command = thick.command("41 08 00 00 00 02 00 00 03 00", zeroes);
        command.writeProtected = true;

        assertEquals(Outcome.GOOD, command.run(thick.context));

        assertEquals(List.of("zero 1024 1536"), thick.store.calls);
        command.release();
    }

    @Test
    void shouldRefuseOptionsThatItDoesNotHave() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 4)), thin.run("41 10 00 00 00 02 00 00 03 00", zeroes));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 2)), thin.run("41 04 00 00 00 02 00 00 03 00", zeroes));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 1)), thin.run("41 02 00 00 00 02 00 00 03 00", zeroes));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), thin.run("41 20 00 00 00 02 00 00 03 00", zeroes));
    }

    @Test
    void shouldGoToTheEndOfTheMediumForZeroBlocks() {
        assertEquals(Outcome.GOOD, thin.run("41 00 00 00 0f fe 00 00 00 00", zeroes));
        assertEquals(Outcome.GOOD, thin.run("93 00 00 00 00 00 00 00 0f ff 00 00 00 00 00 00", block));

        assertEquals(List.of("zero 2096128 1024", "write 2096640 512"), thin.store.calls);
    }

    @Test
    void shouldRefuseToGoToTheEndWhenThatIsMoreThanBlockLimitsAllow() {
        thin.store.capacity = 1L << 30;

        assertEquals(Outcome.check(Sense.invalidFieldInCdb(7, 7)), thin.run("41 00 00 00 00 02 00 00 00 00", zeroes));
    }

    @Test
    void shouldRefuseMoreBlocksThanBlockLimitsAllow() {
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(10, 7)),
                thin.run("93 00 00 00 00 00 00 00 00 00 00 08 00 01 00 00", zeroes));
    }

    @Test
    void shouldRefuseDataThatIsShorterThanABlock() {
        assertSense(
                thin.run("41 00 00 00 00 02 00 00 03 00", Arrays.copyOf(block, 511)),
                SenseKey.ILLEGAL_REQUEST,
                AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
        assertEquals(List.of(), thin.store.calls);
    }

    @Test
    void shouldBeDurableWhenNothingIsCached() throws IOException {
        DiskFixture writeThrough = new DiskFixture("write_through=1");

        assertEquals(Outcome.GOOD, writeThrough.run("41 00 00 00 00 02 00 00 03 00", zeroes));

        assertEquals(List.of("zero 1024 1536", "flush"), writeThrough.store.calls);
    }

    @Test
    void shouldReportAFullStore() {
        thin.store.failure = new StoreFullException("full", null);

        assertSense(
                thin.run("41 00 00 00 00 02 00 00 03 00", zeroes),
                SenseKey.DATA_PROTECT,
                AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT);
    }
}
