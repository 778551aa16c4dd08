package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import org.scst.core.store.MediumException;

class VerifyTest {
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
    }

    private static void assertMiscompare(long offset, Outcome outcome) {
        assertSense(outcome, SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION);
        assertTrue(outcome.sense().informationValid());
        assertEquals(offset, outcome.sense().information());
    }

    @Test
    void shouldReadTheBlocksWithoutByteCheck() {
        assertEquals(Outcome.GOOD, fixture.run("2f 00 00 00 00 03 00 00 02 00"));

        assertEquals(List.of("read 1536 1024"), fixture.store.calls);
    }

    @Test
    void shouldPassOverDeallocatedBlocks() {
        fixture.store.mapped = false;

        assertEquals(Outcome.GOOD, fixture.run("2f 00 00 00 00 03 00 00 02 00"));

        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldReportABlockThatCannotBeRead() {
        fixture.store.failure = new MediumException(2048, "broken", null);

        Outcome outcome = fixture.run("2f 00 00 00 00 03 00 00 02 00");

        assertSense(outcome, SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
        assertEquals(4, outcome.sense().information());
    }

    @Test
    void shouldCompareByEveryLengthOfCdb() {
        byte[] data = fixture.store.range(1536, 1024);

        assertEquals(Outcome.GOOD, fixture.run("2f 02 00 00 00 03 00 00 02 00", data));
        assertEquals(Outcome.GOOD, fixture.run("af 02 00 00 00 03 00 00 00 02 00 00", data));
        assertEquals(Outcome.GOOD, fixture.run("8f 02 00 00 00 00 00 00 00 03 00 00 00 02 00 00", data));
    }

    @Test
    void shouldSayWhereTheFirstDifferentByteIs() {
        byte[] data = fixture.store.range(1536, 1024);
        data[700] ^= 1;
        data[900] ^= 1;

        assertMiscompare(700, fixture.run("2f 02 00 00 00 03 00 00 02 00", data));
    }

    @Test
    void shouldCountTheOffsetFromTheBeginningOfTheDataInALaterWindow() {
        byte[] data = fixture.store.range(2048, 512);
        data[5] ^= 1;
        FakeDeviceCommand command =
                fixture.command("2f 02 00 00 00 03 00 00 02 00", data).window(512, 512);

        assertMiscompare(517, command.run(fixture.context));
        command.release();
    }

    @Test
    void shouldCompareEachBlockWithTheOneGiven() {
        byte[] block = fixture.store.range(0, 512);
        for (int i = 3; i < 6; i++) {
            System.arraycopy(block, 0, fixture.store.bytes, i * 512, 512);
        }

        assertEquals(Outcome.GOOD, fixture.run("2f 06 00 00 00 03 00 00 03 00", block));

        fixture.store.bytes[5 * 512 + 9] ^= 1;
        assertMiscompare(9, fixture.run("2f 06 00 00 00 03 00 00 03 00", block));
    }

    @Test
    void shouldRefuseTheReservedByteCheck() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 2)), fixture.run("2f 04 00 00 00 03 00 00 02 00"));
    }

    @Test
    void shouldRefuseProtectionInformationThatItDoesNotHave() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), fixture.run("2f 20 00 00 00 03 00 00 02 00"));
    }

    @Test
    void shouldDoNothingWhenNoBlocksAreNamed() {
        assertEquals(Outcome.GOOD, fixture.run("2f 00 00 00 00 03 00 00 00 00"));
        assertEquals(Outcome.GOOD, fixture.run("2f 02 00 00 00 03 00 00 00 00"));

        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldCompareLargeRangesInPieces() {
        byte[] data = fixture.store.range(0, 1 << 20);
        assertEquals(Outcome.GOOD, fixture.run("2f 02 00 00 00 00 00 08 00 00", data));
        assertEquals(4, fixture.store.calls.size());

        byte[] different = Arrays.copyOf(data, data.length);
        different[data.length - 1] ^= 1;
        assertMiscompare(data.length - 1, fixture.run("2f 02 00 00 00 00 00 08 00 00", different));
    }
}
