package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.scsi.DesignationDescriptor.Association;
import org.scst.core.scsi.DesignationDescriptor.CodeSet;
import org.scst.core.scsi.DesignationDescriptor.Type;

class DesignationDescriptorTest {

    private static String written(DesignationDescriptor descriptor) {
        byte[] target = new byte[descriptor.length()];
        assertEquals(target.length, descriptor.write(target, 0));
        return HexFormat.of().formatHex(target);
    }

    @Test
    void shouldWriteT10VendorIdWithItsVendorPadded() {
        assertEquals(
                "0201000d" + "5343535420202020" + "6469736b31",
                written(DesignationDescriptor.t10VendorId("SCST", "disk1")));
    }

    @Test
    void shouldWriteALocallyAssignedNaa() {
        assertEquals(
                "01030008" + "3123456789abcdef", written(DesignationDescriptor.naaLocallyAssigned(0x123456789ABCDEFL)));
    }

    @Test
    void shouldWriteANaaThatWasGiven() {
        byte[] registered = HexFormat.of().parseHex("6001405abcdef0123456789abcdef012");
        assertEquals("01030010" + "6001405abcdef0123456789abcdef012", written(DesignationDescriptor.naa(registered)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6001405abcdef012", "3123456789abcdef00", "0123456789abcdef", "f123456789abcdef"})
    void shouldRefuseNaaValuesOfTheWrongLengthOrFormat(String hex) {
        byte[] value = HexFormat.of().parseHex(hex);
        assertThrows(IllegalArgumentException.class, () -> DesignationDescriptor.naa(value));
    }

    @Test
    void shouldRefuseLocallyAssignedValuesOfMoreThan60Bits() {
        assertThrows(IllegalArgumentException.class, () -> DesignationDescriptor.naaLocallyAssigned(1L << 60));
        assertThrows(IllegalArgumentException.class, () -> DesignationDescriptor.naaLocallyAssigned(-1));
    }

    @Test
    void shouldWriteEui64() {
        byte[] value = HexFormat.of().parseHex("0102030405060708");
        assertEquals("01020008" + "0102030405060708", written(DesignationDescriptor.eui64(value)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 17})
    void shouldRefuseEui64OfOtherLengths(int length) {
        assertThrows(IllegalArgumentException.class, () -> DesignationDescriptor.eui64(new byte[length]));
    }

    @Test
    void shouldWritePortNumbersWithTheirProtocol() {
        assertEquals(
                "51940004" + "00000102",
                written(DesignationDescriptor.relativeTargetPort(0x102, ProtocolIdentifier.ISCSI)));
        assertEquals(
                "41950004" + "0000ffff",
                written(DesignationDescriptor.targetPortGroup(0xFFFF, ProtocolIdentifier.SRP)));
        assertEquals("01140004" + "00000001", written(DesignationDescriptor.relativeTargetPort(1, null)));
    }

    @Test
    void shouldRefusePortNumbersOutOfRange() {
        assertThrows(
                IllegalArgumentException.class,
                () -> DesignationDescriptor.relativeTargetPort(0, ProtocolIdentifier.ISCSI));
        assertThrows(
                IllegalArgumentException.class,
                () -> DesignationDescriptor.targetPortGroup(0x10000, ProtocolIdentifier.ISCSI));
    }

    @Test
    void shouldTerminateAndPadNameStrings() {
        assertEquals(
                "53a80008" + "69716e2e61000000",
                written(DesignationDescriptor.scsiNameString(
                        Association.TARGET_DEVICE, ProtocolIdentifier.ISCSI, "iqn.a")));
        assertEquals(
                "53980008" + "69716e2e00000000",
                written(DesignationDescriptor.scsiNameString(
                        Association.TARGET_PORT, ProtocolIdentifier.ISCSI, "iqn.")));
    }

    @Test
    void shouldRefuseDesignatorsWithoutBytesOrWithTooMany() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DesignationDescriptor(CodeSet.BINARY, Association.LOGICAL_UNIT, Type.NAA, null, new byte[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> DesignationDescriptor.scsiNameString(
                        Association.TARGET_PORT, ProtocolIdentifier.ISCSI, "a".repeat(253)));
    }

    @Test
    void shouldRefuseAProtocolForALogicalUnit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> DesignationDescriptor.scsiNameString(
                        Association.LOGICAL_UNIT, ProtocolIdentifier.ISCSI, "iqn.a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NINECHARS", "SC\nST"})
    void shouldRefuseVendorsThatAreNotT10VendorIds(String vendor) {
        assertThrows(IllegalArgumentException.class, () -> DesignationDescriptor.t10VendorId(vendor, "x"));
    }

    @Test
    void shouldEqualByContent() {
        DesignationDescriptor one = DesignationDescriptor.naaLocallyAssigned(1);
        assertEquals(one, DesignationDescriptor.naaLocallyAssigned(1));
        assertEquals(one.hashCode(), DesignationDescriptor.naaLocallyAssigned(1).hashCode());
        assertNotEquals(one, DesignationDescriptor.naaLocallyAssigned(2));
        one.designator()[7] = 9;
        assertEquals(one, DesignationDescriptor.naaLocallyAssigned(1));
    }

    @Test
    void shouldShowWhatItDesignates() {
        assertEquals(
                "LOGICAL_UNIT NAA 3000000000000001",
                DesignationDescriptor.naaLocallyAssigned(1).toString());
        assertEquals(
                "LOGICAL_UNIT T10_VENDOR_ID SCST    disk1",
                DesignationDescriptor.t10VendorId("SCST", "disk1").toString());
    }
}
