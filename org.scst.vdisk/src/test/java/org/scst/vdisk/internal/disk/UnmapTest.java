package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

class UnmapTest {
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture("thin_provisioned=1");
    }

    /** A parameter list of pairs of LBA and number of blocks. */
    private static byte[] list(long... pairs) {
        int descriptors = pairs.length / 2;
        ByteBuffer list = ByteBuffer.allocate(8 + 16 * descriptors);
        list.putShort((short) (6 + 16 * descriptors))
                .putShort((short) (16 * descriptors))
                .putInt(0);
        for (int i = 0; i < descriptors; i++) {
            list.putLong(pairs[2 * i]).putInt((int) pairs[2 * i + 1]).putInt(0);
        }
        return list.array();
    }

    private static String cdb(int length) {
        return String.format("42 00 00 00 00 00 00 %02x %02x 00", length >> 8, length & 0xFF);
    }

    private Outcome unmap(byte[] list) {
        return fixture.run(cdb(list.length), list);
    }

    @Test
    void shouldNotBeOfferedWhenNotThin() throws IOException {
        assertEquals(null, new DiskFixture().disk.commandSet().find(0x42, -1));
    }

    @Test
    void shouldUnmapEachDescriptor() {
        assertEquals(Outcome.GOOD, unmap(list(1, 2, 8, 4)));

        assertEquals(List.of("unmap 512 1024", "unmap 4096 2048"), fixture.store.calls);
    }

    @Test
    void shouldDoNothingForEmptyDescriptorsAndLists() {
        assertEquals(Outcome.GOOD, unmap(list(1, 0)));
        assertEquals(Outcome.GOOD, unmap(list()));
        assertEquals(Outcome.GOOD, fixture.run(cdb(0)));

        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldReportParameterListLengthErrorForEveryTruncationOfTheHeader() {
        for (int length = 1; length < 8; length++) {
            byte[] cut = Arrays.copyOf(list(1, 1), length);
            assertEquals(Outcome.PARAMETER_LIST_LENGTH_ERROR, fixture.run(cdb(length), cut));
        }
    }

    @Test
    void shouldIgnoreADescriptorThatIsNotThereWhole() {
        byte[] list = list(1, 1, 9, 1);
        for (int length = 8 + 16; length < list.length; length++) {
            fixture.store.calls.clear();
            byte[] cut = Arrays.copyOf(list, length);
            assertEquals(Outcome.GOOD, fixture.run(cdb(length), cut));
            assertEquals(List.of("unmap 512 512"), fixture.store.calls);
        }
    }

    @Test
    void shouldReportLbaOutOfRangeBeforeAnythingIsUnmapped() {
        assertEquals(Outcome.LBA_OUT_OF_RANGE, unmap(list(1, 1, 4095, 2)));
        assertEquals(Outcome.LBA_OUT_OF_RANGE, unmap(list(1, 1, 4097, 0)));
        assertEquals(Outcome.LBA_OUT_OF_RANGE, unmap(list(1, 1, -1, 1)));

        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldRefuseMoreThanBlockLimitsAllow() {
        long[] many = new long[2 * 257];
        assertSense(unmap(list(many)), SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);

        fixture.store.capacity = 1L << 40;
        assertSense(
                unmap(list(0, 262144, 1 << 20, 262145)),
                SenseKey.ILLEGAL_REQUEST,
                AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);

        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldRefuseToAnchor() {
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(1, 0)), fixture.run("42 01 00 00 00 00 00 00 18 00", list(1, 1)));
    }

    @Test
    void shouldBeDurableWhenNothingIsCached() throws IOException {
        fixture = new DiskFixture("thin_provisioned=1", "write_through=1");

        assertEquals(Outcome.GOOD, unmap(list(1, 1)));

        assertEquals(List.of("unmap 512 512", "flush"), fixture.store.calls);
    }

    @Test
    void shouldReportAFailure() {
        fixture.store.failure = new IOException("broken");

        Outcome outcome = unmap(list(7, 1));

        assertFalse(outcome.isSuccess());
        assertEquals(7, outcome.sense().information());
    }
}
