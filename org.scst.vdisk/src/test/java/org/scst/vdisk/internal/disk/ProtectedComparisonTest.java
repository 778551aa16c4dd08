package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.vdisk.internal.protection.ProtectionInformation;

/** Commands that compare or combine blocks which come with protection information. */
class ProtectedComparisonTest {
    private static final int LBA = 5;
    private final FakeDeviceContext context = new FakeDeviceContext();
    private final MemoryStore store = new MemoryStore(DiskFixture.SIZE);
    private DiskFixture fixture;

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws IOException {
        store.folder = folder;
        fixture = new DiskFixture(context, store);
    }

    private void format(int type) {
        Outcome outcome = switch (type) {
            case 1 -> fixture.run("04 80 00 00 00 00");
            case 2 -> fixture.run("04 c0 00 00 00 00");
            default -> fixture.run("04 d0 00 00 00 00", new byte[] {1, 0, 0, 0});
        };
        assertEquals(Outcome.GOOD, outcome);
    }

    private static byte[] data(int value) {
        byte[] data = new byte[512];
        Arrays.fill(data, (byte) value);
        return data;
    }

    private static int guard(byte[] data) {
        return ProtectionInformation.guard(Unpooled.wrappedBuffer(data), 0, data.length);
    }

    private static byte[] both(byte[] data, int guard, int application, int reference) {
        return ByteBuffer.allocate(520)
                .put(data)
                .putShort((short) guard)
                .putShort((short) application)
                .putInt(reference)
                .array();
    }

    private static byte[] both(int value, int application, int reference) {
        return both(data(value), guard(data(value)), application, reference);
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static String ten(int code, int options, int blocks) {
        return String.format("%02x %02x 00 00 00 %02x 00 00 %02x 00", code, options, LBA, blocks);
    }

    private static String sixteen(int code, int options, int byte13) {
        return String.format("%02x %02x 00 00 00 00 00 00 00 %02x 00 00 00 %02x 00 00", code, options, LBA, byte13);
    }

    private void write(byte[] blocks) {
        assertEquals(Outcome.GOOD, fixture.run(ten(0x2A, 0x60, blocks.length / 520), blocks));
    }

    private byte[] read(int blocks) {
        return fixture.in(ten(0x28, 0x60, blocks));
    }

    private static void assertMiscompare(AdditionalSense what, int offset, Outcome outcome) {
        assertSense(outcome, SenseKey.MISCOMPARE, what);
        assertEquals(offset, outcome.sense().information());
    }

    // VERIFY

    @Test
    void shouldCompareAllBlocksWithOneWhoseReferenceTagCountsOn() {
        format(1);
        write(joined(both(1, 7, LBA), both(1, 7, LBA + 1), both(1, 7, LBA + 2)));

        assertEquals(Outcome.GOOD, fixture.run(ten(0x2F, 0x26, 3), both(1, 7, LBA)));
        assertMiscompare(
                AdditionalSense.LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED,
                514,
                fixture.run(ten(0x2F, 0x26, 3), both(1, 8, LBA)));
        context.applicationTagsOwned = false;
        assertEquals(Outcome.GOOD, fixture.run(ten(0x2F, 0x26, 3), both(1, 8, LBA)), "ATO=0");
    }

    @Test
    void shouldCompareAllBlocksWithOneThatComesAlone() {
        format(1);
        write(joined(both(1, 7, LBA), both(1, 7, LBA + 1)));
        assertEquals(Outcome.GOOD, fixture.run(ten(0x2F, 0x06, 2), data(1)));
        byte[] other = data(1);
        other[9] = 2;
        assertMiscompare(AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION, 9, fixture.run(ten(0x2F, 0x06, 2), other));
    }

    @Test
    void shouldRefuseLessThanOneBlockForAll() {
        format(1);
        for (int options : new int[] {0x06, 0x26}) {
            assertSense(
                    fixture.run(ten(0x2F, options, 2), new byte[511]),
                    SenseKey.ILLEGAL_REQUEST,
                    AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
        }
    }

    @Test
    void shouldHaveEachBlockOfType3WithTheSameReferenceTag() {
        format(3);
        write(joined(both(1, 7, 42), both(1, 7, 42)));
        assertEquals(Outcome.GOOD, fixture.run(ten(0x2F, 0x26, 2), both(1, 7, 42)));
        assertEquals(
                Outcome.GOOD, fixture.run(ten(0x2F, 0x26, 2), both(1, 7, 43)), "the tag is the application client's");
        assertMiscompare(
                AdditionalSense.LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED,
                516,
                fixture.run(ten(0x2F, 0xA6, 2), both(1, 7, 43)));
    }

    @ParameterizedTest
    @CsvSource({"20, true", "40, false", "60, true", "80, true", "a0, true"})
    void shouldCompareTheGuardUnlessTheCodeLeavesItOut(String code, boolean compared) {
        format(3);
        // Its guard fits other data than is there: only codes that do not check it take it in.
        write(both(data(1), 0xBAD, 0, 42));
        boolean checked = !code.equals("40") && !code.equals("60");
        Outcome outcome = fixture.run(ten(0x2F, Integer.parseInt(code, 16) | 2, 1), both(1, 0, 42));
        if (compared) {
            assertMiscompare(AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED, 512, outcome);
        } else {
            assertEquals(Outcome.GOOD, outcome);
        }
        Outcome wrong = fixture.run(ten(0x2F, Integer.parseInt(code, 16) | 2, 1), both(data(1), 0xBAD, 0, 42));
        if (checked) {
            assertSense(wrong, SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED);
        } else {
            assertEquals(Outcome.GOOD, wrong);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x04, 0x06, 0x26})
    void shouldRefuseWhatWriteAndVerifyDoesNotHave(int options) {
        format(1);
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(1, 2)),
                fixture.run(ten(0x2E, options, 1), new byte[options > 0x20 ? 520 : 512]));
    }

    // COMPARE AND WRITE

    @Test
    void shouldCompareAndWriteWithProtectionInformation() {
        format(1);
        write(joined(both(1, 7, LBA), both(2, 7, LBA + 1)));
        byte[] next = joined(both(3, 8, LBA), both(4, 8, LBA + 1));
        String command = sixteen(0x89, 0x20, 2);

        Outcome outcome = fixture.run(command, joined(both(1, 7, LBA), both(2, 7, LBA + 1), next));

        assertEquals(Outcome.GOOD, outcome);
        assertArrayEquals(next, read(2));
    }

    @Test
    void shouldCompareAndWriteNothingWhenDataOrTagsDiffer() {
        format(1);
        byte[] there = joined(both(1, 7, LBA), both(2, 7, LBA + 1));
        write(there);
        byte[] next = joined(both(3, 8, LBA), both(4, 8, LBA + 1));
        String command = sixteen(0x89, 0x20, 2);

        assertMiscompare(
                AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION,
                520,
                fixture.run(command, joined(both(1, 7, LBA), both(9, 7, LBA + 1), next)));
        assertMiscompare(
                AdditionalSense.LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED,
                520 + 514,
                fixture.run(command, joined(both(1, 7, LBA), both(2, 9, LBA + 1), next)));
        assertArrayEquals(there, read(2));
    }

    @Test
    void shouldCheckBothHalvesOfWhatCompareAndWriteBrings() {
        format(1);
        write(both(1, 7, LBA));
        String command = sixteen(0x89, 0x20, 1);

        assertSense(
                fixture.run(command, joined(both(data(1), 0xBAD, 7, LBA), both(3, 8, LBA))),
                SenseKey.ABORTED_COMMAND,
                AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED);
        assertSense(
                fixture.run(command, joined(both(1, 7, LBA), both(3, 8, LBA + 1))),
                SenseKey.ABORTED_COMMAND,
                AdditionalSense.LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED);
        assertArrayEquals(both(1, 7, LBA), read(1));
    }

    // ORWRITE

    @Test
    void shouldUniteBlocksMakeTheirGuardAnewAndTakeTheirTags() {
        format(1);
        write(joined(both(0x01, 7, LBA), both(0x02, 7, LBA + 1)));

        Outcome outcome = fixture.run(sixteen(0x8B, 0x20, 2), joined(both(0x10, 9, LBA), both(0x20, 9, LBA + 1)));

        assertEquals(Outcome.GOOD, outcome);
        assertArrayEquals(joined(both(0x11, 9, LBA), both(0x22, 9, LBA + 1)), read(2));
    }

    @Test
    void shouldCheckWhatOrwriteBringsAndWhatItFinds() {
        format(1);
        write(both(0x01, 7, LBA));
        assertSense(
                fixture.run(sixteen(0x8B, 0x20, 1), both(data(0x10), 0xBAD, 9, LBA)),
                SenseKey.ABORTED_COMMAND,
                AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED);
        assertArrayEquals(both(0x01, 7, LBA), read(1));
        write(both(data(0x01), 0xBAD, 7, LBA));
        assertSense(
                fixture.run(sixteen(0x8B, 0x20, 1), both(0x10, 9, LBA)),
                SenseKey.ABORTED_COMMAND,
                AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED);
    }

    @ParameterizedTest
    @CsvSource({"89, 1040", "8b, 520"})
    void shouldRefuseProtectionInformationWhereItCannotBe(String code, int length) {
        String cdb = sixteen(Integer.parseInt(code, 16), 0x20, 1);
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), fixture.run(cdb, new byte[length]));
        format(2);
        assertEquals(Outcome.INVALID_OPERATION_CODE, fixture.run(cdb, new byte[length]), "type 2, without 32 bytes");
    }
}
