package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.inquiry;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveIn;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveOut;
import static org.scst.core.internal.nexus.CommandPath.reservationKeys;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.device.ModePage;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.primary.ModePages;
import org.scst.core.internal.primary.SavedModePages;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.target.NexusDescription;
import org.scst.testkit.FakeNexusTransport;

/** The commands that core answers itself, as bytes on the way to an initiator. */
class PrimaryCommandsTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;
    private final List<String> saved = new ArrayList<>();

    /** A page with one changeable bit. */
    private static final class CachingPage implements ModePage {
        @Override
        public int pageCode() {
            return 8;
        }

        @Override
        public byte[] defaults() {
            byte[] values = new byte[18];
            values[0] = 4;
            return values;
        }

        @Override
        public byte[] changeable() {
            return defaults();
        }
    }

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
        disk.facts.modePages(new ModePages(
                List.of(new ControlModePage(), new CachingPage()),
                new SavedModePages("", saved::add),
                (page, values) -> {}));
        initiator = path.initiator("a");
        register(path.initiator("b"));
        register(initiator);
        initiator.write(0, persistentReserveOut(1, 5, 24), reservationKeys(0xA, 0, 0));
        path.run();
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    private void register(FakeNexusTransport who) {
        who.write(0, persistentReserveOut(0, 0, 24), reservationKeys(0, 0xA, 0));
        path.run();
    }

    private static byte[] vpd(int page, int allocation) {
        byte[] cdb = inquiry(allocation);
        cdb[1] = 1;
        cdb[2] = (byte) page;
        return cdb;
    }

    private static byte[] modeSense6(int page, int allocation) {
        return new byte[] {0x1A, 0, (byte) page, 0, (byte) allocation, 0};
    }

    private static byte[] modeSense10(int flags, int page, int subpage, int allocation) {
        return ByteBuffer.allocate(10)
                .put(0, (byte) 0x5A)
                .put(1, (byte) flags)
                .put(2, (byte) page)
                .put(3, (byte) subpage)
                .putShort(7, (short) allocation)
                .array();
    }

    private static byte[] reportLuns(int select, int allocation) {
        return ByteBuffer.allocate(12)
                .put(0, (byte) 0xA0)
                .put(2, (byte) select)
                .putInt(6, allocation)
                .array();
    }

    private static byte[] maintenanceIn(int action, int options, int code, int codeAction, int allocation) {
        return ByteBuffer.allocate(12)
                .put(0, (byte) 0xA3)
                .put(1, (byte) action)
                .put(2, (byte) options)
                .put(3, (byte) code)
                .putShort(4, (short) codeAction)
                .putInt(6, allocation)
                .array();
    }

    private static byte[] requestSense(int allocation) {
        return new byte[] {3, 0, 0, 0, (byte) allocation, 0};
    }

    private byte[] answer(int lun, byte[] cdb) {
        var ending = initiator.ending(initiator.read(lun, cdb, 4096));
        assertGood(ending.outcome());
        return ending.data();
    }

    private Outcome refusal(byte[] cdb) {
        return initiator.outcome(initiator.read(0, cdb, 4096));
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                response("supported log pages", 0, 0, length -> logSense(0x40, 0, 0, length)),
                response("supported log subpages", 0, 0, length -> logSense(0x40, 0xFF, 0, length)),
                response("INQUIRY", 0, 0, CommandPath::inquiry),
                response("VPD 00", 0, 0, length -> vpd(0, length)),
                response("VPD 80", 0, 0, length -> vpd(0x80, length)),
                response("VPD 83", 0, 0, length -> vpd(0x83, length)),
                response("INQUIRY of the null logical unit", 5, 0, CommandPath::inquiry),
                response("REPORT LUNS", 0, 16, length -> reportLuns(0, length)),
                response("REQUEST SENSE", 0, 0, PrimaryCommandsTest::requestSense),
                response("MODE SENSE(6)", 0, 0, length -> modeSense6(0x3F, length)),
                response("MODE SENSE(10)", 0, 0, length -> modeSense10(0x10, 0x3F, 0xFF, length)),
                response("REPORT SUPPORTED OPERATION CODES", 0, 0, length -> maintenanceIn(12, 0x80, 0, 0, length)),
                response("one operation code", 0, 0, length -> maintenanceIn(12, 0x81, 0x28, 0, length)),
                response("REPORT SUPPORTED TASK MANAGEMENT", 0, 4, length -> maintenanceIn(13, 0x80, 0, 0, length)),
                response("READ KEYS", 0, 0, length -> persistentReserveIn(0, length)),
                response("READ RESERVATION", 0, 0, length -> persistentReserveIn(1, length)),
                response("REPORT CAPABILITIES", 0, 0, length -> persistentReserveIn(2, length)),
                response("READ FULL STATUS", 0, 0, length -> persistentReserveIn(3, length)));
    }

    private static Arguments response(String name, int lun, int least, IntFunction<byte[]> cdb) {
        return Arguments.of(name, lun, least, cdb);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("responses")
    void shouldNeverSendAByteMoreThanTheAllocationLength(String name, int lun, int least, IntFunction<byte[]> cdb) {
        byte[] full = answer(lun, cdb.apply(cdb.apply(0).length == 6 && cdb.apply(0)[0] != 0x12 ? 255 : 4000));
        assertTrue(full.length > 0);
        for (int length = least; length <= full.length; length++) {
            assertArrayEquals(Arrays.copyOf(full, length), answer(lun, cdb.apply(length)), name + " " + length);
        }
    }

    @Test
    void shouldDescribeItselfInStandardInquiryData() {
        byte[] data = answer(0, inquiry(255));
        assertEquals(96, data.length);
        assertEquals("00 00 06 32 5b 00 10 02", HexFormat.ofDelimiter(" ").formatHex(data, 0, 8));
        assertEquals("TESTKIT FAKE            1   ", new String(data, 8, 28, StandardCharsets.US_ASCII));
    }

    @Test
    void shouldListVpdPagesAscending() {
        assertEquals("000000050080838687", HexFormat.of().formatHex(answer(0, vpd(0, 255))));
    }

    @Test
    void shouldGiveTheUnitSerialNumber() {
        assertEquals(
                "0080000f" + HexFormat.of().formatHex("300000000000001".getBytes(StandardCharsets.US_ASCII)),
                HexFormat.of().formatHex(answer(0, vpd(0x80, 255))));
    }

    @Test
    void shouldIdentifyTheLogicalUnitAndThePort() {
        byte[] data = answer(0, vpd(0x83, 255));
        String t10 = "TESTKIT 0001-disk0";
        String expected = "0083" + "%04x".formatted(4 + t10.length() + 12 + 8)
                + "020100%02x".formatted(t10.length())
                + HexFormat.of().formatHex(t10.getBytes(StandardCharsets.US_ASCII))
                + "010300083000000000000001"
                + "5194000400000001";
        assertEquals(expected, HexFormat.of().formatHex(data));
    }

    @Test
    void shouldCallTheLogicalUnitAsItsFileDoes() {
        disk.facts.names(new LogicalUnitNames(
                "A1", "0002-disk1", "60123456789abcdef0123456789abcde", "0011223344556677", "iqn.x", "rack 4", ""));

        assertEquals("008000024131", HexFormat.of().formatHex(answer(0, vpd(0x80, 255))));
        String content = HexFormat.of().formatHex(answer(0, vpd(0x83, 255))).substring(8);
        String t10 = HexFormat.of().formatHex("TESTKIT 0002-disk1".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "02010012" + t10
                        + "0103001060123456789abcdef0123456789abcde"
                        + "010200080011223344556677"
                        + "020000067261636b2034"
                        + "0328000869716e2e78000000"
                        + "5194000400000001",
                content);
    }

    @Test
    void shouldPutVendorSpecificInquiryDataWhereItFits() {
        disk.facts.names(new LogicalUnitNames("", "", "", "", "", "", "blue"));
        byte[] shorter = answer(0, inquiry(255));
        assertEquals(96, shorter.length);
        assertEquals("blue" + " ".repeat(16), new String(shorter, 36, 20, StandardCharsets.US_ASCII));

        String longer = "x".repeat(21);
        disk.facts.names(new LogicalUnitNames("", "", "", "", "", "", longer));
        byte[] data = answer(0, inquiry(255));
        assertEquals(96 + 21, data.length);
        assertEquals(96 + 21 - 5, data[4]);
        assertEquals(longer, new String(data, 96, 21, StandardCharsets.US_ASCII));
        assertEquals(0, data[36]);
    }

    @Test
    void shouldRefuseAnUnknownVpdPageAndAPageWithoutEvpd() {
        assertSense(refusal(vpd(0xC7, 255)), SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
        byte[] withoutEvpd = vpd(0x80, 255);
        withoutEvpd[1] = 0;
        assertSense(refusal(withoutEvpd), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void shouldAnswerForALunThatMapsNothing() {
        byte[] data = answer(7, inquiry(36));
        assertEquals(0x7F, data[0]);
        assertEquals(36, data.length);
        assertEquals(16, answer(7, reportLuns(0, 256)).length);
        assertSense(initiator.outcome(initiator.send(7, testUnitReady())), AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        assertSense(
                initiator.outcome(initiator.write(7, CommandPath.write10(0, 1), new byte[512])),
                AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        byte[] sense = answer(7, requestSense(18));
        assertEquals(0x25, sense[12]);
    }

    @Test
    void shouldReportTheInventoryAscendingWithFlatAddressesFrom256On() {
        path.map(300, disk, false);
        path.map(2, disk, false);
        assertEquals(
                "0000001800000000" + "0000000000000000" + "0002000000000000" + "412c000000000000",
                HexFormat.of().formatHex(answer(0, reportLuns(0, 256))));
        assertEquals("0000000000000000", HexFormat.of().formatHex(answer(0, reportLuns(1, 256))));
        assertSense(refusal(reportLuns(0, 15)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertSense(refusal(reportLuns(7, 256)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void shouldGiveModePagesWithTheirHeader() {
        assertEquals(
                "2b001008" + "0000004000000200" + "8812" + "04" + "00".repeat(17) + "8a0a20100080" + "00".repeat(6),
                HexFormat.of().formatHex(answer(0, modeSense6(0x3F, 255))));
    }

    @Test
    void shouldGiveALongBlockDescriptorWhenAsked() {
        assertEquals(
                "0022001001000010" + "0000000000000040" + "00000000" + "00000200" + "8a0a20100080" + "00".repeat(6),
                HexFormat.of().formatHex(answer(0, modeSense10(0x10, 0x0A, 0, 255))));
    }

    @Test
    void shouldRefuseUnknownPages() {
        assertSense(refusal(modeSense6(0x11, 255)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertSense(refusal(modeSense10(0, 0x0A, 7, 255)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    private Outcome modeSelect(FakeNexusTransport by, byte[] list) {
        byte[] cdb = {0x15, 0x10, 0, 0, (byte) list.length, 0};
        long select = by.write(0, cdb, list);
        path.run();
        return by.outcome(select);
    }

    private static byte[] cachingList(int first, int third) {
        byte[] list = new byte[4 + 20];
        list[4] = 8;
        list[5] = 18;
        list[6] = (byte) first;
        list[8] = (byte) third;
        return list;
    }

    private static byte[] logSense(int page, int subpage, int pointer, int allocation) {
        return ByteBuffer.allocate(10)
                .put(0, (byte) 0x4D)
                .put(2, (byte) page)
                .put(3, (byte) subpage)
                .putShort(5, (short) pointer)
                .putShort(7, (short) allocation)
                .array();
    }

    private static byte[] buffer(int code, int mode, int id, int offset, int length) {
        return ByteBuffer.allocate(10)
                .put(0, (byte) code)
                .putInt(5, length)
                .putInt(2, offset)
                .put(1, (byte) mode)
                .put(2, (byte) id)
                .array();
    }

    private Outcome writeBuffer(int mode, int offset, byte... data) {
        return initiator.outcome(initiator.write(0, buffer(0x3B, mode, 0, offset, data.length), data));
    }

    @Test
    void shouldGiveBackWhatWasWrittenToTheDataBuffer() {
        assertGood(writeBuffer(2, 100, (byte) 1, (byte) 2, (byte) 3));

        assertEquals("00010203" + "00", hex(buffer(0x3C, 2, 0, 99, 5)));
        assertEquals("0000", hex(buffer(0x3C, 2, 0, 4094, 255)));
        FakeNexusTransport other = path.initiator("b");
        var ending = other.ending(other.read(0, buffer(0x3C, 2, 0, 100, 3), 3));
        assertArrayEquals(new byte[3], ending.data());
    }

    @Test
    void shouldEchoWhatThisNexusHasWritten() {
        assertSense(refusal(buffer(0x3C, 0x0A, 0, 0, 255)), AdditionalSense.COMMAND_SEQUENCE_ERROR);
        assertGood(writeBuffer(0x0A, 0, (byte) 9, (byte) 8, (byte) 7, (byte) 6));

        assertEquals("09080706", hex(buffer(0x3C, 0x0A, 0, 0, 255)));
        assertEquals("0908", hex(buffer(0x3C, 0x0A, 0, 0, 2)));
    }

    @Test
    void shouldDescribeItsBuffers() {
        assertEquals("00001000", hex(buffer(0x3C, 3, 0, 0, 255)));
        assertEquals("00000000", hex(buffer(0x3C, 3, 1, 0, 255)));
        assertEquals("01001000", hex(buffer(0x3C, 0x0B, 0, 0, 255)));
    }

    @Test
    void shouldPointAtWhatIsWrongInABufferCommand() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 4)), refusal(buffer(0x3C, 0x1C, 0, 0, 255)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(2, 7)), refusal(buffer(0x3C, 2, 1, 0, 255)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(3, 7)), refusal(buffer(0x3C, 2, 0, 4097, 255)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 4)), writeBuffer(5, 0, (byte) 1));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(6, 7)), writeBuffer(2, 4095, (byte) 1, (byte) 2));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(6, 7)), writeBuffer(0x0A, 0, (byte) 1));
    }

    @Test
    void shouldSayHowItTreatsModePagesTasksAndSenseData() {
        assertEquals("00860" + "03c" + "0007" + "0001" + "00".repeat(5) + "60" + "00".repeat(50), hex(vpd(0x86, 255)));
        assertEquals("00870004" + "3fff0000", hex(vpd(0x87, 255)));
    }

    @Test
    void shouldListLogPagesAndTheirSubpages() {
        assertEquals("0000000200" + "19", hex(logSense(0x40, 0, 0, 255)));
        assertEquals("40ff00080000" + "00ff" + "190019ff", hex(logSense(0x40, 0xFF, 0, 255)));
        assertEquals("59ff00021900", hex(logSense(0x59, 0xFF, 0, 255)));
    }

    private String hex(byte[] cdb) {
        return HexFormat.of().formatHex(answer(0, cdb));
    }

    @Test
    void shouldCountWhatTheLogicalUnitMoved() {
        long before = disk.logicalUnit.statistics().writes();
        assertGood(initiator.outcome(initiator.write(0, write10(0, 3), new byte[3 * 512])));
        byte[] page = answer(0, logSense(0x59, 0, 0, 255));
        assertEquals("99000044" + "00010340", HexFormat.of().formatHex(page, 0, 8));
        assertEquals(before + 1, ByteBuffer.wrap(page).getLong(8 + 8));
        assertEquals(3, ByteBuffer.wrap(page).getLong(8 + 16));
        assertEquals("99000000".length() / 2, answer(0, logSense(0x59, 0, 1, 4)).length);
    }

    @Test
    void shouldPointAtWhatIsWrongInALogSense() {
        byte[] saving = logSense(0x40, 0, 0, 255);
        saving[1] = 1;
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 0)), refusal(saving));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(2, 7)), refusal(logSense(0, 0, 0, 255)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(2, 5)), refusal(logSense(0x7E, 0, 0, 255)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(3, 7)), refusal(logSense(0x40, 1, 0, 255)));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(5, 7)), refusal(logSense(0x59, 0, 2, 255)));
    }

    @Test
    void shouldSaveAPageBeforeItIsCurrentAndReturnToItAfterAReset() {
        byte[] list = cachingList(0, 0);
        byte[] cdb = {0x15, 0x11, 0, 0, (byte) list.length, 0};
        long select = initiator.write(0, cdb, list);
        assertEquals(List.of(), saved);
        disk.context.run();
        path.run();
        assertGood(initiator.outcome(select));
        assertEquals(List.of("0800:" + "00".repeat(18)), saved);
        assertEquals("1f001008" + "0000004000000200" + "8812" + "00".repeat(18), hex(modeSense6(0xC8, 255)));

        assertGood(modeSelect(initiator, cachingList(4, 0)));
        disk.facts.modePages().reset();
        assertEquals(0, disk.facts.modePages().current(8, 0)[0]);
    }

    @Test
    void shouldHaveWhatWasSavedByAnEarlierProcess() {
        SavedModePages kept = new SavedModePages("0800:" + "00".repeat(18), line -> {});
        ModePages pages = new ModePages(List.of(new CachingPage()), kept, (page, values) -> {});

        assertEquals(0, pages.current(8, 0)[0]);
    }

    @Test
    void shouldSendSenseDataInTheFormatThatTheControlPageSays() {
        byte[] bytes = new byte[Sense.MAX_LENGTH];
        initiator.onComplete(command -> command.writeSense(bytes, 0));
        disk.logicalUnit.descriptorSense(true);
        refusal(vpd(0x7F, 255));
        assertEquals(0x72, bytes[0]);
        disk.logicalUnit.descriptorSense(false);
        refusal(vpd(0x7F, 255));
        assertEquals(0x70, bytes[0]);
    }

    @Test
    void shouldSayThatTheMediumRests() {
        disk.logicalUnit.resting(AdditionalSense.STANDBY_CONDITION_ACTIVATED_BY_COMMAND);
        assertEquals("5e04", HexFormat.of().formatHex(answer(0, requestSense(18)), 12, 14));
    }

    @Test
    void shouldTakeAChangedPageAndTellTheOthers() {
        FakeNexusTransport other = path.initiator("b");
        byte[] list = cachingList(0, 0);
        long select = initiator.write(0, new byte[] {0x15, 0x10, 0, 0, (byte) list.length, 0}, list);
        assertFalse(initiator.answered(select), "before the other would be told");
        path.run();
        assertGood(initiator.outcome(select));
        assertEquals(0, disk.facts.modePages().current(8, 0)[0]);
        assertSense(other.outcome(other.send(0, testUnitReady())), AdditionalSense.MODE_PARAMETERS_CHANGED);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
        assertGood(modeSelect(initiator, cachingList(0, 0)));
        path.run();
        assertGood(other.outcome(other.send(0, testUnitReady())));
    }

    @Test
    void shouldPointAtTheByteThatCannotBeChangedAndChangeNothing() {
        Outcome outcome = modeSelect(initiator, cachingList(0, 1));
        assertSense(outcome, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        assertEquals(8, outcome.sense().senseKeySpecific() & 0xFFFF);
        assertEquals(4, disk.facts.modePages().current(8, 0)[0]);
    }

    @Test
    void shouldRefuseEveryTruncatedParameterList() {
        byte[] full = cachingList(0, 0);
        for (int length = 1; length < full.length; length++) {
            if (length == 4) {
                continue; // a header alone changes nothing
            }
            assertSense(
                    modeSelect(initiator, Arrays.copyOf(full, length)), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        }
        assertEquals(4, disk.facts.modePages().current(8, 0)[0]);
    }

    @Test
    void shouldDeriveSupportedOperationCodesFromTheTable() {
        byte[] all = answer(0, maintenanceIn(12, 0, 0, 0, 4000));
        assertEquals(all.length - 4, ByteBuffer.wrap(all).getInt());
        int rows = disk.logicalUnit.view().table().descriptors().size();
        assertEquals(8 * rows, all.length - 4);
        byte[] one = answer(0, maintenanceIn(12, 1, 0x28, 0, 255));
        assertEquals("0003000a28f8ffffffff", HexFormat.of().formatHex(one, 0, 10));
        assertEquals(1, answer(0, maintenanceIn(12, 1, 0xEE, 0, 255))[1]);
        assertSense(refusal(maintenanceIn(12, 1, 0xA3, 0, 255)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertSense(refusal(maintenanceIn(12, 2, 0x28, 0, 255)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertEquals(3, answer(0, maintenanceIn(12, 2, 0xA3, 12, 255))[1]);
        assertEquals(3, answer(0, maintenanceIn(12, 3, 0x28, 0, 255))[1]);
        assertEquals(1, answer(0, maintenanceIn(12, 3, 0x28, 5, 255))[1]);
    }

    private static byte[] variableLength(int additional, int serviceAction) {
        return ByteBuffer.allocate(32)
                .put((byte) 0x7F)
                .put(7, (byte) additional)
                .putShort(8, (short) serviceAction)
                .putInt(28, 64)
                .array();
    }

    @Test
    void shouldTellVariableLengthCommandsApartByTheirServiceActions() {
        byte[] one = answer(0, maintenanceIn(12, 2, 0x7F, 0x12, 255));
        assertEquals("000300207f040000000000ff0012", HexFormat.of().formatHex(one, 0, 14));
        assertEquals(1, answer(0, maintenanceIn(12, 2, 0x7F, 0x13, 255))[1]);
        assertSense(refusal(maintenanceIn(12, 1, 0x7F, 0, 255)), AdditionalSense.INVALID_FIELD_IN_CDB);

        assertEquals(64, answer(0, variableLength(24, 0x12)).length);
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(8, 7)), refusal(variableLength(24, 0x113)), "no such action");
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(7, 7)), refusal(variableLength(20, 0x12)), "too short");
        assertEquals(Outcome.INVALID_OPERATION_CODE, refusal(Arrays.copyOf(variableLength(24, 0x12), 16)), "cut off");
    }

    @Test
    void shouldDeriveSupportedTaskManagementFunctions() {
        assertEquals("fe070000", HexFormat.of().formatHex(answer(0, maintenanceIn(13, 0, 0, 0, 255))));
        assertSense(refusal(maintenanceIn(13, 0, 0, 0, 3)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void shouldRefuseAServiceActionThatIsNotThere() {
        assertSense(refusal(maintenanceIn(31, 0, 0, 0, 255)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void shouldTakeAnyAllocationLengthHoweverLarge() {
        int sixteenMiB = 16 << 20;
        for (int allocation : new int[] {5 << 20, sixteenMiB, Integer.MAX_VALUE, -1}) {
            long expected = Integer.toUnsignedLong(allocation);
            long tag = initiator.read(0, reportLuns(0, allocation), expected);
            path.run();
            assertEquals(16, initiator.ending(tag).data().length);
            assertEquals(16 - expected, initiator.ending(tag).residual());
        }
    }

    @Test
    void shouldTakeAnyAllocationLengthFromATransportWithoutExpectedLengths() {
        FakeNexusTransport sas = new FakeNexusTransport()
                .open(path.port, new NexusDescription("s", "s", null, "test", false, false), path.loop);
        long tag = sas.read(0, reportLuns(0, -1), -1);
        path.run();
        assertEquals(16, sas.ending(tag).data().length);
        assertEquals(0, sas.ending(tag).residual());
    }
}
