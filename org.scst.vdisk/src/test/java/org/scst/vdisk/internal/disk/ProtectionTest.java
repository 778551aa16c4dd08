package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

class ProtectionTest {
    private static final int LBA = 5;
    private static final int UNIT = 520;
    private static final String TYPE_1 = "04 80 00 00 00 00";
    private static final String TYPE_2 = "04 c0 00 00 00 00";
    private final FakeDeviceContext context = new FakeDeviceContext();
    private final MemoryStore store = new MemoryStore(DiskFixture.SIZE).patterned();
    private DiskFixture fixture;

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws IOException {
        store.folder = folder;
        fixture = new DiskFixture(context, store);
    }

    private void restart() throws IOException {
        fixture = new DiskFixture(context, store);
    }

    private void format(int type) {
        Outcome outcome = switch (type) {
            case 1 -> fixture.run(TYPE_1);
            case 2 -> fixture.run(TYPE_2);
            default -> fixture.run("04 d0 00 00 00 00", new byte[] {1, 0, 0, 0});
        };
        assertEquals(Outcome.GOOD, outcome);
    }

    private static byte[] data(int value) {
        byte[] data = new byte[512];
        Arrays.fill(data, (byte) value);
        data[511] = 1;
        return data;
    }

    private static int guard(byte[] data) {
        return ProtectionInformation.guard(Unpooled.wrappedBuffer(data), 0, data.length);
    }

    /** A block with what belongs to it. */
    private static byte[] both(byte[] data, int guard, int application, int reference) {
        return ByteBuffer.allocate(UNIT)
                .put(data)
                .putShort((short) guard)
                .putShort((short) application)
                .putInt(reference)
                .array();
    }

    private static byte[] both(int value, int application, int reference) {
        return both(data(value), guard(data(value)), application, reference);
    }

    private static byte[] joined(byte[] one, byte[] two) {
        byte[] all = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        return all;
    }

    private static String ten(int code, int protect, int lba, int blocks) {
        return String.format("%02x %02x 00 00 00 %02x 00 00 %02x 00", code, protect << 5, lba, blocks);
    }

    private static String read(int protect, int lba, int blocks) {
        return ten(0x28, protect, lba, blocks);
    }

    private static String write(int protect, int lba, int blocks) {
        return ten(0x2A, protect, lba, blocks);
    }

    /** A 32-byte command for blocks from {@link #LBA} on. */
    private static String longCommand(int action, int options, int reference, int application, int mask, int blocks) {
        return String.format(
                "7f 00 00 00 00 00 00 18 00 %02x %02x 00 00 00 00 00 00 00 00 %02x %02x %02x %02x %02x %02x %02x %02x %02x"
                        + " 00 00 00 %02x",
                action,
                options,
                LBA,
                reference >> 24 & 0xFF,
                reference >> 16 & 0xFF,
                reference >> 8 & 0xFF,
                reference & 0xFF,
                application >> 8,
                application & 0xFF,
                mask >> 8,
                mask & 0xFF,
                blocks);
    }

    private void assertFailed(AdditionalSense check, long lba, Outcome outcome) {
        assertSense(outcome, SenseKey.ABORTED_COMMAND, check);
        assertEquals(lba, outcome.sense().information());
    }

    /** Puts a block on the medium with tags as they are, unchecked. */
    private void put(byte[] block) {
        assertEquals(Outcome.GOOD, fixture.run(write(3, LBA, 1), block));
    }

    @Test
    void shouldHaveTheCrcThatTheStandardNames() {
        byte[] zeroes = new byte[32];
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xFF);
        byte[] counting = new byte[32];
        for (int i = 0; i < 32; i++) {
            counting[i] = (byte) i;
        }
        assertEquals(0x0000, guard(zeroes));
        assertEquals(0xA293, guard(ones));
        assertEquals(0x0224, guard(counting));
    }

    @ParameterizedTest
    @CsvSource({"1, 01", "2, 03", "3, 05"})
    void shouldSayItsTypeAndForgetItWhenFormattedWithout(int type, String capacity) throws IOException {
        format(type);
        restart();

        assertEquals(Integer.parseInt(capacity, 16), fixture.in("9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00")[12]);

        assertEquals(Outcome.GOOD, fixture.run("04 00 00 00 00 00"));
        assertEquals(0, fixture.in("9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00")[12]);
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void shouldTellThatCapacityDataHasChangedWithTheType() {
        fixture.run("04 00 00 00 00 00");
        assertEquals(List.of(), context.established);
        format(1);
        format(1);
        assertEquals(List.of(AdditionalSense.CAPACITY_DATA_HAS_CHANGED), context.established);
    }

    @Test
    void shouldPointAtTheOptionsOfALongCdb() {
        format(2);
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(10, 2)), fixture.run(longCommand(0x0A, 0x24, 9, 0, 0, 1)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(10, 7)), fixture.run(longCommand(0x09, 0xC0, 9, 0, 0, 1)));
    }

    @Test
    void shouldReadAllOnesWhereNothingWasWrittenAndCheckNothing() {
        format(1);

        assertArrayEquals(both(new byte[512], 0xFFFF, 0xFFFF, -1), fixture.in(read(1, LBA, 1)));
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 5", "3, -1"})
    void shouldMakeWhatAWriteDoesNotBring(int type, int reference) {
        format(type);

        assertEquals(Outcome.GOOD, fixture.run(write(0, LBA, 1), data(7)));

        String read = type == 2 ? longCommand(0x09, 0x20, 5, 0, 0, 1) : read(1, LBA, 1);
        assertArrayEquals(both(7, 0, reference), fixture.in(read));
        assertArrayEquals(data(7), fixture.in(read(0, LBA, 1)));
    }

    @Test
    void shouldKeepWhatAWriteBringsOverARestart() throws IOException {
        format(1);
        byte[] two = joined(both(1, 0x1234, LBA), both(2, 0x5678, LBA + 1));

        assertEquals(Outcome.GOOD, fixture.run(write(1, LBA, 2), two));
        restart();

        assertArrayEquals(two, fixture.in(read(1, LBA, 2)));
        assertArrayEquals(joined(data(1), data(2)), fixture.in(read(0, LBA, 2)));
    }

    @ParameterizedTest
    @CsvSource({"1, true, true", "2, false, true", "3, false, false", "4, true, false", "5, true, true"})
    void shouldCheckWhatIsWrittenAsTheCodeSays(int code, boolean guard, boolean reference) {
        format(1);
        byte[] wrongGuard = joined(both(1, 0, LBA), both(data(2), 0xBAD, 0, LBA + 1));
        byte[] wrongReference = joined(both(1, 0, LBA), both(2, 0, 99));

        Outcome first = fixture.run(write(code, LBA, 2), wrongGuard);
        Outcome second = fixture.run(write(code, LBA, 2), wrongReference);

        if (guard) {
            assertFailed(AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED, LBA + 1, first);
        } else {
            assertEquals(Outcome.GOOD, first);
        }
        if (reference) {
            assertFailed(AdditionalSense.LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED, LBA + 1, second);
        } else {
            assertEquals(Outcome.GOOD, second);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true, true", "1, true, true", "2, false, true", "3, false, false", "4, true, false", "5, true, true"
    })
    void shouldCheckWhatIsReadAndVerifiedAsTheCodeSays(int code, boolean guard, boolean reference) {
        format(1);
        for (int operation : new int[] {0x28, 0x2F}) {
            put(both(data(2), 0xBAD, 0, LBA));
            Outcome first = fixture.run(ten(operation, code, LBA, 1));
            put(both(2, 0, 99));
            Outcome second = fixture.run(ten(operation, code, LBA, 1));
            if (guard) {
                assertFailed(AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED, LBA, first);
            } else {
                assertEquals(Outcome.GOOD, first);
            }
            if (reference) {
                assertFailed(AdditionalSense.LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED, LBA, second);
            } else {
                assertEquals(Outcome.GOOD, second);
            }
        }
    }

    @Test
    void shouldNotCheckABlockWithTheEscapeValue() {
        format(1);
        put(both(data(2), 0xBAD, 0xFFFF, 99));

        assertArrayEquals(data(2), fixture.in(read(0, LBA, 1)));
    }

    @Test
    void shouldWantBothTagsForAnEscapeOfType3() {
        format(3);
        put(both(data(2), 0xBAD, 0xFFFF, 99));
        assertFailed(AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED, LBA, fixture.run(read(0, LBA, 1)));

        put(both(data(2), 0xBAD, 0xFFFF, -1));
        assertArrayEquals(data(2), fixture.in(read(0, LBA, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7})
    void shouldRefuseReservedCodes(int code) {
        format(1);
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), fixture.run(read(code, LBA, 1)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), fixture.run(write(code, LBA, 1), new byte[UNIT]));
    }

    @Test
    void shouldTakeProtectionInformationOfType2OnlyWith32Bytes() {
        format(2);
        assertEquals(Outcome.INVALID_OPERATION_CODE, fixture.run(read(1, LBA, 1)));

        byte[] two = joined(both(1, 0x12, 1000), both(2, 0x34, 1001));
        assertEquals(Outcome.GOOD, fixture.run(longCommand(0x0B, 0x20, 1000, 0, 0, 2), two));
        assertArrayEquals(two, fixture.in(longCommand(0x09, 0x20, 1000, 0, 0, 2)));
        assertFailed(
                AdditionalSense.LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED,
                LBA,
                fixture.run(longCommand(0x09, 0x20, 1001, 0, 0, 2)));
        assertArrayEquals(joined(data(1), data(2)), fixture.in(read(0, LBA, 2)), "nobody knows the tag here");
    }

    @Test
    void shouldCheckTheApplicationTagWhereTheMaskSaysSo() {
        format(2);
        assertEquals(Outcome.GOOD, fixture.run(longCommand(0x0B, 0x20, 9, 0x1234, 0xFFFF, 1), both(1, 0x1234, 9)));

        assertEquals(Outcome.GOOD, fixture.run(longCommand(0x09, 0x20, 9, 0x1200, 0xFF00, 1)));
        assertFailed(
                AdditionalSense.LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED,
                LBA,
                fixture.run(longCommand(0x09, 0x20, 9, 0x1200, 0xFFFF, 1)));

        context.applicationTagsOwned = false;
        assertEquals(Outcome.GOOD, fixture.run(longCommand(0x09, 0x20, 9, 0x1200, 0xFFFF, 1)), "ATO=0");
    }

    @Test
    void shouldHaveThe32ByteCommandsForType2Only() {
        assertThrows(IllegalArgumentException.class, () -> fixture.command(longCommand(0x09, 0, 0, 0, 0, 1)));
        format(1);
        assertThrows(IllegalArgumentException.class, () -> fixture.command(longCommand(0x09, 0, 0, 0, 0, 1)));
        format(2);
        assertNotNull(fixture.command(longCommand(0x0A, 0, 0, 0, 0, 1)));
    }

    @Test
    void shouldCompareDataAndProtectionInformation() {
        format(2);
        byte[] block = both(1, 0x12, 9);
        assertEquals(Outcome.GOOD, fixture.run(longCommand(0x0C, 0x22, 9, 0, 0, 1), block), "WRITE AND VERIFY");

        assertEquals(Outcome.GOOD, fixture.run(longCommand(0x0A, 0x22, 9, 0, 0, 1), block), "VERIFY");
        Outcome otherTag = fixture.run(longCommand(0x0A, 0x22, 9, 0, 0, 1), both(1, 0x13, 9));
        assertSense(otherTag, SenseKey.MISCOMPARE, AdditionalSense.LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED);
        assertEquals(514, otherTag.sense().information());
        Outcome otherData = fixture.run(longCommand(0x0A, 0x22, 9, 0, 0, 1), both(2, 0x12, 9));
        assertEquals(0, otherData.sense().information());
    }

    @Test
    void shouldCountTheReferenceTagOnInWriteSame() {
        format(2);

        assertEquals(Outcome.GOOD, fixture.run(longCommand(0x0D, 0x20, 9, 0, 0, 3), both(1, 0x77, 9)));

        byte[] expected = joined(joined(both(1, 0x77, 9), both(1, 0x77, 10)), both(1, 0x77, 11));
        assertArrayEquals(expected, fixture.in(longCommand(0x09, 0x20, 9, 0, 0, 3)));
    }

    @Test
    void shouldCheckForCommandsThatKnowNothingOfIt() {
        format(1);
        put(both(data(2), 0xBAD, 0, LBA));

        String compareAndWrite = "89 00 00 00 00 00 00 00 00 05 00 00 00 01 00 00";
        assertFailed(
                AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED,
                LBA,
                fixture.run(compareAndWrite, joined(data(2), data(3))));
    }

    @Test
    void shouldNoticeADataBlockThatOthersHaveChanged() {
        format(1);
        fixture.run(write(0, LBA, 1), data(7));
        store.bytes[LBA * 512 + 9] ^= 1;

        assertFailed(AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED, LBA, fixture.run(read(0, LBA, 1)));
    }

    private static final class PowerLost extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Power is lost when the protection information is on the medium, and the data is not. */
    private void losePowerBeforeTheData(String cdb, byte[] block) {
        store.beforeWrite = () -> {
            throw new PowerLost();
        };
        assertThrows(PowerLost.class, () -> fixture.run(cdb, block));
        store.beforeWrite = () -> {};
    }

    @Test
    void shouldFitTheDataThatIsThereWhenPowerIsLost() throws IOException {
        format(1);
        put(both(1, 0x11, LBA));
        losePowerBeforeTheData(write(1, LBA, 1), both(2, 0x22, LBA));
        restart();
        assertArrayEquals(both(1, 0x11, LBA), fixture.in(read(1, LBA, 1)), "as before");

        losePowerBeforeTheData(write(1, LBA, 1), both(3, 0x33, LBA));
        restart();
        assertArrayEquals(both(1, 0x11, LBA), fixture.in(read(1, LBA, 1)), "twice");

        assertEquals(Outcome.GOOD, fixture.run(write(1, LBA, 1), both(4, 0x44, LBA)));
        restart();
        assertArrayEquals(both(4, 0x44, LBA), fixture.in(read(1, LBA, 1)));
    }

    @Test
    void shouldBeAsNeverWrittenWhenPowerIsLostInTheFirstWrite() throws IOException {
        format(1);
        losePowerBeforeTheData(write(1, LBA, 1), both(2, 0x22, LBA));
        restart();

        assertArrayEquals(both(new byte[512], 0xFFFF, 0xFFFF, -1), fixture.in(read(1, LBA, 1)));
    }

    @Test
    void shouldFormatAgainWhatWasInterruptedWithTheTypeThatWasAskedFor() throws IOException {
        store.beforeWrite = () -> {};
        FakeDeviceCommand command = fixture.command(TYPE_1);
        command.begin();
        command.goOn();
        context.submitted.clear();
        restart();

        context.runAll();

        assertEquals(1, fixture.in("9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00")[12]);
        assertNull(context.notReady);
    }

    @Test
    void shouldForgetWhatIsUnmapped() throws IOException {
        fixture = new DiskFixture(context, store, "thin_provisioned=1");
        format(1);
        fixture.run(write(0, LBA, 1), data(7));

        byte[] list = ByteBuffer.allocate(24)
                .putShort((short) 22)
                .putShort((short) 16)
                .putInt(0)
                .putLong(LBA)
                .putInt(1)
                .array();
        assertEquals(Outcome.GOOD, fixture.run("42 00 00 00 00 00 00 00 18 00", list));

        assertArrayEquals(both(new byte[512], 0xFFFF, 0xFFFF, -1), fixture.in(read(1, LBA, 1)));
    }

    @Test
    void shouldNotServeAMediumWhoseProtectionInformationIsMissingUntilItIsFormatted() throws IOException {
        format(1);
        Files.delete(folder.resolve("disk.protection"));

        restart();
        assertEquals(AdditionalSense.MEDIUM_FORMAT_CORRUPTED, context.notReady);

        assertEquals(Outcome.GOOD, fixture.run("04 00 00 00 00 00"));
        assertNull(context.notReady);
    }

    @Test
    void shouldNotServeAMediumWhoseProtectionInformationIsDamaged() throws IOException {
        format(1);
        Path file = folder.resolve("disk.protection");
        byte[] bytes = Files.readAllBytes(file);
        bytes[15] ^= 1;
        Files.write(file, bytes);

        assertThrows(IOException.class, this::restart);
    }

    @Test
    void shouldLimitTransfersToOneBufferAndHaveNoAtomicWrites() {
        format(1);
        byte[] limits = fixture.disk.vpdPages().stream()
                .filter(page -> page.pageCode() == 0xB0)
                .findFirst()
                .orElseThrow()
                .content();

        assertEquals((4 << 20) / UNIT, ByteBuffer.wrap(limits).getInt(4));
        assertEquals(0, ByteBuffer.wrap(limits).getInt(40));
        assertThrows(
                IllegalArgumentException.class,
                () -> fixture.command("9c 00 00 00 00 00 00 00 00 04 00 00 00 04 00 00"));
    }

    @Test
    void shouldHaveNoneWhereThereIsNoPlaceForIt() throws IOException {
        store.folder = null;
        restart();

        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), fixture.run(TYPE_1));
        assertEquals(false, fixture.disk.characteristics().protectable());
    }

    @ParameterizedTest
    @CsvSource({"04 90 00 00 00 00, 01", "04 d0 00 00 00 00, 02", "04 10 00 00 00 00, 01"})
    void shouldRefuseATypeThatDoesNotExist(String cdb, String usage) {
        assertEquals(
                Outcome.check(Sense.invalidFieldInParameterList(0, 2)),
                fixture.run(cdb, new byte[] {Byte.parseByte(usage), 0, 0, 0}));
    }
}
