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
        byte[] target = new byte[Sense.MAX_DESCRIPTOR_LENGTH];
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
        byte[] target = new byte[Sense.MAX_DESCRIPTOR_LENGTH];
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
}
