package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SenseTest {
    private static final Sense MISCOMPARE =
            Sense.of(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION);

    static final List<Sense> SAMPLES = List.of(
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED),
            Sense.invalidFieldInCdb(1, 4),
            Sense.invalidFieldInCdb(0xFFFF, -1),
            Sense.invalidFieldInParameterList(12, 7),
            MISCOMPARE.withInformation(0),
            MISCOMPARE.withInformation(0xFFFF_FFFFL),
            Sense.invalidFieldInCdb(2, 0).withInformation(77),
            Sense.of(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR)
                    .withInformation(4096)
                    .asDeferred());

    private static String fixed(Sense sense) {
        byte[] target = new byte[Sense.FIXED_LENGTH];
        assertEquals(Sense.FIXED_LENGTH, sense.writeFixed(target, 0));
        return HexFormat.of().formatHex(target);
    }

    private static byte[] descriptorBytes(Sense sense) {
        byte[] target = new byte[Sense.MAX_LENGTH];
        int length = sense.writeDescriptor(target, 0);
        return Arrays.copyOf(target, length);
    }

    @Test
    void shouldWriteFixedFormat() {
        Sense sense = Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertEquals("70000500000000" + "0a" + "00000000" + "2100" + "00000000", fixed(sense));
    }

    @Test
    void shouldPointAtAFieldOfTheCdbInFixedFormat() {
        assertEquals(
                "70000500000000" + "0a" + "00000000" + "2400" + "00" + "cb0008", fixed(Sense.invalidFieldInCdb(8, 3)));
    }

    @Test
    void shouldPointAtAByteOfTheParameterListInFixedFormat() {
        Sense sense = Sense.invalidFieldInParameterList(300, -1);
        assertEquals("70000500000000" + "0a" + "00000000" + "2600" + "00" + "80012c", fixed(sense));
    }

    @Test
    void shouldWriteInformationOfFourBytesInFixedFormat() {
        assertEquals(
                "f0000effffffff" + "0a" + "00000000" + "1d00" + "00000000",
                fixed(MISCOMPARE.withInformation(0xFFFF_FFFFL)));
    }

    @Test
    void shouldLeaveInformationOutOfFixedFormatWhenItHasMoreThanFourBytes() {
        assertEquals(
                "70000e00000000" + "0a" + "00000000" + "1d00" + "00000000",
                fixed(MISCOMPARE.withInformation(1L << 32)));
    }

    private static final Sense COPY_ABORTED =
            Sense.of(SenseKey.COPY_ABORTED, AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
    private static final Sense READ_ERROR = Sense.of(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)
            .withInformation(77);
    private static final String READ_ERROR_FIXED = "f000030000004d" + "0a" + "00000000" + "1100" + "00000000";

    private static String whole(Sense sense, boolean descriptors) {
        byte[] target = new byte[Sense.MAX_LENGTH];
        int length = descriptors ? sense.writeDescriptor(target, 0) : sense.writeFixed(target, 0);
        return HexFormat.of().formatHex(target, 0, length);
    }

    @Test
    void shouldForwardInFixedFormatWhatACopySourceOrDestinationHasReported() {
        FailedSegment source = new FailedSegment(0x0102, true, Status.CHECK_CONDITION, READ_ERROR);
        assertEquals(
                "70000a00000000" + "1d" + "12000102" + "0d01" + "00000000" + "02" + READ_ERROR_FIXED,
                whole(COPY_ABORTED.of(source), false));
        FailedSegment destination = new FailedSegment(3, false, Status.RESERVATION_CONFLICT, null);
        assertEquals(
                "70000a00000000" + "0b" + "00120003" + "0d01" + "00000000" + "18",
                whole(COPY_ABORTED.of(destination), false));
        assertEquals(
                "70000a00000000" + "0a" + "00000003" + "0d01" + "00000000",
                whole(COPY_ABORTED.of(FailedSegment.ofCopyManager(3)), false));
    }

    @Test
    void shouldForwardInDescriptorsWhatACopySourceOrDestinationHasReported() {
        FailedSegment source = new FailedSegment(0x0102, true, Status.CHECK_CONDITION, READ_ERROR);
        assertEquals(
                "720a0d0100000022" + "010a0000" + "0000000000000102" + "0c140102" + READ_ERROR_FIXED,
                whole(COPY_ABORTED.of(source), true));
        FailedSegment destination = new FailedSegment(3, false, Status.RESERVATION_CONFLICT, null);
        assertEquals(
                "720a0d0100000010" + "010a0000" + "0000000000000003" + "0c020218",
                whole(COPY_ABORTED.of(destination), true));
        Sense longest = COPY_ABORTED.of(source).withInformation(1).withProgress(1);
        assertEquals(2 * 62, whole(longest, true).length());
    }

    @Test
    void shouldReadPastWhatIsForwarded() {
        Sense forwarding = COPY_ABORTED.of(new FailedSegment(1, true, Status.CHECK_CONDITION, READ_ERROR));
        for (boolean descriptors : new boolean[] {false, true}) {
            assertEquals(COPY_ABORTED, Sense.read(HexFormat.of().parseHex(whole(forwarding, descriptors))));
        }
    }

    @Test
    void shouldForwardNothingTwiceAndNoSenseDataWithoutStatus() {
        Sense forwarding = COPY_ABORTED.of(FailedSegment.ofCopyManager(1));
        assertThrows(
                IllegalArgumentException.class, () -> new FailedSegment(1, true, Status.CHECK_CONDITION, forwarding));
        assertThrows(IllegalArgumentException.class, () -> new FailedSegment(1, true, null, READ_ERROR));
        assertThrows(IndexOutOfBoundsException.class, () -> FailedSegment.ofCopyManager(0x10000));
    }

    @Test
    void shouldWriteDeferredErrorsWithTheirOwnResponseCodes() {
        Sense deferred = MISCOMPARE.asDeferred();
        assertTrue(fixed(deferred).startsWith("71"));
        assertEquals(0x73, descriptorBytes(deferred)[0]);
    }

    @Test
    void shouldWriteDescriptorFormatWithoutDescriptors() {
        assertEquals("720e1d0000000000", HexFormat.of().formatHex(descriptorBytes(MISCOMPARE)));
    }

    @Test
    void shouldWriteDescriptorFormatWithInformationAndFieldPointer() {
        Sense sense = Sense.invalidFieldInCdb(8, 3).withInformation(0x12_3456_789AL);
        assertEquals(
                "7205240000000014" + "000a8000000000123456789a" + "02060000cb000800",
                HexFormat.of().formatHex(descriptorBytes(sense)));
    }

    @Test
    void shouldLeaveNothingOfWhatWasInTheTarget() {
        byte[] target = new byte[Sense.MAX_LENGTH];
        Arrays.fill(target, (byte) 0xA5);
        int length = Sense.invalidFieldInCdb(8, 3).withInformation(1).writeDescriptor(target, 0);
        for (int i = 0; i < length; i++) {
            assertFalse(target[i] == (byte) 0xA5, "byte " + i);
        }
        Arrays.fill(target, (byte) 0xA5);
        MISCOMPARE.writeFixed(target, 2);
        assertEquals((byte) 0xA5, target[1]);
        assertEquals((byte) 0xA5, target[2 + Sense.FIXED_LENGTH]);
        assertEquals(0, target[2 + 1]);
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void shouldReadWhatWasWritten(Sense sense) {
        byte[] fixed = new byte[Sense.FIXED_LENGTH];
        sense.writeFixed(fixed, 0);
        assertEquals(sense, Sense.read(fixed));
        assertEquals(sense, Sense.read(descriptorBytes(sense)));
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void shouldRefuseEveryTruncationOfDescriptorFormat(Sense sense) {
        byte[] whole = descriptorBytes(sense);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IllegalArgumentException.class, () -> Sense.read(cut), length + " bytes");
        }
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void shouldRefuseEveryTruncationOfFixedFormat(Sense sense) {
        byte[] whole = new byte[Sense.FIXED_LENGTH];
        sense.writeFixed(whole, 0);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IllegalArgumentException.class, () -> Sense.read(cut), length + " bytes");
        }
    }

    @Test
    void shouldReadFixedFormatThatEndsBehindTheAdditionalSenseCode() {
        byte[] bytes = HexFormat.of().parseHex("7000060000000006000000002900");
        Sense sense = Sense.read(bytes);
        assertEquals(AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED, sense.additional());
    }

    @Test
    void shouldSkipDescriptorsOfOtherTypes() {
        byte[] bytes = HexFormat.of().parseHex("72052100" + "00000010" + "04020000" + "000a800000000000000000ff");
        assertEquals(0xFF, Sense.read(bytes).information());
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 00 00 00 00 00 00, response code",
        "72 05 21 00 00 00 00 01 00, descriptor header cut",
        "72 05 21 00 00 00 00 02 00 0a, descriptor cut",
        "72 05 21 00 00 00 00 04 00 02 80 00, information descriptor too short",
        "72 05 99 99 00 00 00 00, code without a name"
    })
    void shouldRefuseWhatIsNotSenseData(String hex, String why) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        assertThrows(IllegalArgumentException.class, () -> Sense.read(bytes), why);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "65536, 0", "0, 8", "0, -2"})
    void shouldRefuseFieldPointersThatDoNotFit(int byteOffset, int bit) {
        assertThrows(IllegalArgumentException.class, () -> Sense.invalidFieldInCdb(byteOffset, bit));
    }

    @Test
    void shouldRefuseFieldsThatAreNotMarkedValid() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Sense(MISCOMPARE.key(), MISCOMPARE.additional(), false, 1, false, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Sense(MISCOMPARE.key(), MISCOMPARE.additional(), false, 0, false, 5));
    }

    @Test
    void shouldShowKeyNameCodeAndFieldPointer() {
        assertEquals(
                "ILLEGAL_REQUEST INVALID_FIELD_IN_CDB (5/24/00) CDB byte 8 bit 3",
                Sense.invalidFieldInCdb(8, 3).toString());
        assertEquals(
                "deferred MISCOMPARE MISCOMPARE_DURING_VERIFY_OPERATION (e/1d/00) information 1ffh",
                MISCOMPARE.withInformation(0x1FF).asDeferred().toString());
    }

    private static String received(String hex, boolean descriptors) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return whole(Sense.received(bytes, 0, bytes.length), descriptors);
    }

    @Test
    void shouldWriteWhatARealDeviceHasGivenAsItGaveIt() {
        // A filemark, with a block that was shorter, command-specific information and a code that no standard has.
        String fixed = "f000e0ffffffff" + "0a" + "deadbeef" + "80f7" + "01000000";
        assertEquals(fixed, received(fixed, false));
        assertEquals(fixed, received(fixed, true));
        String descriptors = "7201110000000004" + "04020080";
        assertEquals(descriptors, received(descriptors, false));
    }

    @Test
    void shouldUnderstandOfItWhatItCan() {
        byte[] bytes = HexFormat.of().parseHex("f00003000012340a000000001100000000" + "00");
        Sense sense = Sense.received(bytes, 0, bytes.length);
        assertEquals(SenseKey.MEDIUM_ERROR, sense.key());
        assertEquals(AdditionalSense.UNRECOVERED_READ_ERROR, sense.additional());
        assertEquals(0x1234, sense.information());
        assertEquals(sense, Sense.received(bytes, 0, bytes.length));
        bytes[12] = (byte) 0x99;
        assertEquals(
                AdditionalSense.UNNAMED, Sense.received(bytes, 0, bytes.length).additional());
    }

    @Test
    void shouldTakeWhatThereIsOfSenseDataThatAnnouncesMore() {
        assertEquals("7000060000000006" + "000000002900", received("70000600000000" + "f0" + "000000002900", false));
        byte[] none = new byte[18];
        assertThrows(IllegalArgumentException.class, () -> Sense.received(none, 0, 18));
        byte[] cut = {0x70, 0, 6};
        assertThrows(IllegalArgumentException.class, () -> Sense.received(cut, 0, 3));
    }
}
