package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportIdTest {
    private static final String NAME = "iqn.1993-08.org.debian:01:ab";

    private static TransportId fixed(ProtocolIdentifier protocol, int filler) {
        byte[] bytes = new byte[TransportId.FIXED_LENGTH];
        Arrays.fill(bytes, 8, 24, (byte) filler);
        bytes[0] = (byte) protocol.code();
        return new TransportId(protocol, bytes);
    }

    private static byte[] iscsi(int format, int length, String text) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) (format | 5);
        bytes[2] = (byte) (length - 4 >> 8);
        bytes[3] = (byte) (length - 4);
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, bytes, 4, name.length);
        return bytes;
    }

    @Test
    void shouldWriteTheNameOfAnInitiatorDevice() {
        assertArrayEquals(iscsi(0, 36, NAME), TransportId.iscsi(NAME).bytes());
    }

    @Test
    void shouldWriteTheNameOfAnInitiatorPort() {
        byte[] expected = iscsi(0x40, 52, NAME + ",i,0x00023d000001");
        assertArrayEquals(expected, TransportId.iscsi(NAME, 0x00023D000001L).bytes());
    }

    @Test
    void shouldTerminateANameThatFillsItsWordsWithFourMoreZeroes() {
        assertEquals(4 + 24 + 4, TransportId.iscsi("iqn.2026-11.org.ex:1234a").length());
    }

    @Test
    void shouldPadAShortNameToTheLeastLength() {
        assertArrayEquals(iscsi(0, 24, "iqn.a"), TransportId.iscsi("iqn.a").bytes());
    }

    @Test
    void shouldEqualAnotherThatDiffersInCaseOnly() {
        TransportId lower = TransportId.iscsi(NAME, 0xABCDEFL);
        TransportId upper = new TransportId(
                ProtocolIdentifier.ISCSI,
                iscsi(0x40, 52, "IQN.1993-08.ORG.DEBIAN:01:AB,I,0X000000ABCDEF".replace(",I,0X", ",i,0x")));
        assertEquals(lower, upper);
        assertEquals(lower.hashCode(), upper.hashCode());
    }

    @Test
    void shouldTellPortsOfOneDeviceApart() {
        assertNotEquals(TransportId.iscsi(NAME, 1), TransportId.iscsi(NAME, 2));
        assertNotEquals(TransportId.iscsi(NAME), TransportId.iscsi(NAME, 1));
    }

    @Test
    void shouldCompareOtherProtocolsByTheirBytes() {
        assertEquals(fixed(ProtocolIdentifier.SRP, 'A'), fixed(ProtocolIdentifier.SRP, 'A'));
        assertNotEquals(fixed(ProtocolIdentifier.SRP, 'A'), fixed(ProtocolIdentifier.SRP, 'a'));
        assertNotEquals(fixed(ProtocolIdentifier.SRP, 'A'), fixed(ProtocolIdentifier.FIBRE_CHANNEL, 'A'));
    }

    @Test
    void shouldReadOneOutOfAListAndTellItsLength() {
        TransportId first = TransportId.iscsi(NAME, 7);
        TransportId second = fixed(ProtocolIdentifier.SAS, 3);
        byte[] list = new byte[first.length() + second.length()];
        int length = first.write(list, 0);
        second.write(list, length);
        assertEquals(first, TransportId.read(list, 0, list.length));
        assertEquals(second, TransportId.read(list, length, list.length - length));
    }

    @Test
    void shouldRefuseEveryTruncation() {
        for (TransportId whole : new TransportId[] {TransportId.iscsi(NAME, 7), fixed(ProtocolIdentifier.SRP, 1)}) {
            byte[] bytes = whole.bytes();
            for (int length = 0; length < bytes.length; length++) {
                int available = length;
                assertThrows(
                        IllegalArgumentException.class, () -> TransportId.read(bytes, 0, available), length + " bytes");
            }
        }
    }

    @Test
    void shouldRefuseALengthThatIsNotAMultipleOfFourOrTooSmall() {
        byte[] odd = iscsi(0, 40, NAME);
        odd[3] = 33;
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(odd, 0, 40));
        odd[3] = 16;
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(odd, 0, 40));
    }

    @Test
    void shouldRefuseALengthBeyondTheEnd() {
        byte[] bytes = iscsi(0, 40, NAME);
        bytes[2] = (byte) 0xFF;
        bytes[3] = (byte) 0xFC;
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(bytes, 0, 40));
    }

    @Test
    void shouldRefuseANameWithoutItsZero() {
        byte[] bytes = iscsi(0, 24, "iqn.2026-11.org.exam");
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(bytes, 0, 24));
    }

    @Test
    void shouldRefuseBytesBehindTheZero() {
        byte[] bytes = iscsi(0, 24, "iqn.a");
        bytes[20] = 'x';
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(bytes, 0, 24));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iqn.a", ",i,0x1", "iqn.a,i,0x", "iqn.a,i,0x12345g", "iqn.a,i,0x1234567890abc"})
    void shouldRefusePortNamesThatAreNotNameSeparatorAndIsid(String text) {
        byte[] bytes = iscsi(0x40, 32, text);
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(bytes, 0, 32));
    }

    @Test
    void shouldRefuseReservedFormatsAndProtocols() {
        byte[] format = iscsi(0x80, 24, "iqn.a");
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(format, 0, 24));
        byte[] protocol = new byte[24];
        protocol[0] = 0x0E;
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(protocol, 0, 24));
        protocol[0] = 0x44;
        assertThrows(IllegalArgumentException.class, () -> TransportId.read(protocol, 0, 24));
    }

    @Test
    void shouldRefuseNamesThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> TransportId.iscsi(""));
        assertThrows(IllegalArgumentException.class, () -> TransportId.iscsi("iqn." + "a".repeat(220)));
        assertThrows(IllegalArgumentException.class, () -> TransportId.iscsi("iqn.\0a"));
        assertThrows(IllegalArgumentException.class, () -> TransportId.iscsi(NAME, 1L << 48));
    }

    @Test
    void shouldNotBeChangedThroughItsArrays() {
        TransportId id = TransportId.iscsi(NAME);
        id.bytes()[0] = 0;
        assertEquals(5, id.bytes()[0]);
    }

    @Test
    void shouldShowProtocolAndName() {
        assertEquals("ISCSI " + NAME, TransportId.iscsi(NAME).toString());
        assertEquals(
                "SRP 00000000" + "01".repeat(16),
                fixed(ProtocolIdentifier.SRP, 1).toString());
    }
}
