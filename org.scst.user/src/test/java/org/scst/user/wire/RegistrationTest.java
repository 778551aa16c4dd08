package org.scst.user.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrationTest {
    private static final Registration GOOD = new Registration(
            Registration.BLOCK,
            0,
            2,
            256,
            512,
            1L << 30,
            Registration.UNMAPS | Registration.UNMAPPED_READS_ZERO,
            4096,
            4096,
            "disk",
            "file 1:2",
            "test 1");

    @Test
    void shouldReadWhatItWrites() throws RefusedException {
        assertEquals(GOOD, Registration.read(GOOD.write()));
    }

    @Test
    void shouldStandWhereTheProtocolSays() {
        ByteBuffer message = ByteBuffer.wrap(GOOD.write()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(512, message.capacity());
        assertEquals(1, message.getInt(0));
        assertEquals(512, message.getInt(4));
        assertEquals('S', message.get(8));
        assertEquals('R', message.get(15));
        assertEquals(1, message.getShort(16));
        assertEquals(2, message.getShort(18));
        assertEquals(1, message.get(20));
        assertEquals(2, message.getShort(22));
        assertEquals(256, message.getInt(24));
        assertEquals(512, message.getInt(28));
        assertEquals(1L << 30, message.getLong(32));
        assertEquals(6, message.getLong(40));
        assertEquals(4096, message.getInt(48));
        assertEquals(4096, message.getInt(52));
        assertEquals('d', message.get(64));
        assertEquals('f', message.get(128));
        assertEquals('t', message.get(256));
    }

    private static Registration full(BitSet codes, byte[] control) {
        DeviceDescription description =
                new DeviceDescription(codes, "VENDOR78", "A PRODUCT", "0001", "S1", 7, 1024, control);
        return new Registration(
                Registration.FULL,
                1,
                1,
                64,
                0,
                0,
                Registration.REMOVABLE,
                0,
                0,
                "tape",
                "folder 1:2",
                "test 1",
                description);
    }

    private static BitSet codes(int... codes) {
        BitSet set = new BitSet();
        Arrays.stream(codes).forEach(set::set);
        return set;
    }

    @Test
    void shouldDescribeADeviceInFullMode() throws RefusedException {
        byte[] bytes = full(codes(0x00, 0x08, 0xA5), null).write();
        ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, message.get(20));
        assertEquals(1, message.get(21));
        assertEquals(64, message.getLong(40));
        assertEquals(1, message.get(320));
        assertEquals(1, message.get(321));
        assertEquals(0x20, message.get(340));
        assertEquals('8', message.get(359));
        assertEquals('A', message.get(360));
        assertEquals('1', message.get(379));
        assertEquals('S', message.get(384));
        assertEquals(7, message.getLong(416));
        assertEquals(1024, message.getInt(424));
        assertEquals(full(codes(0x00, 0x08, 0xA5), null), Registration.read(bytes));
    }

    @Test
    void shouldCarryAControlModePage() throws RefusedException {
        byte[] page = {0x0A, 0x0A, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        byte[] bytes = full(codes(0), page).write();
        assertEquals(0x0A, bytes[428]);
        assertEquals(1, bytes[439]);
        assertArrayEquals(page, Registration.read(bytes).description().controlModePage());
    }

    /** Offset and value of one byte that is wrong in full mode, and a word of what is said of it. */
    @ParameterizedTest
    @CsvSource({
        "21, 31, peripheral type 31",
        "21, 10, peripheral type 10",
        "322, 4, operation code 12h",
        "340, 1, operation code a0h",
        "331, -128, operation code 5fh",
        "28, 1, block length 1",
        "32, 1, block length 0",
        "40, 2, features 2h",
        "352, 0, vendor is empty",
        "353, 7, printable",
        "360, 0, product is empty",
        "427, 1, block length in force",
        "428, 9, Control mode page"
    })
    void shouldSayWhatIsWrongInFullMode(int offset, byte value, String word) {
        byte[] message = full(codes(0x00), null).write();
        message[offset] = value;
        RefusedException refused = assertThrows(RefusedException.class, () -> Registration.read(message));
        assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }

    /** Offset and value of one field that is wrong, and a word of what is said of it. */
    @ParameterizedTest
    @CsvSource({
        "8, 0, does not begin",
        "16, 2, version 2.2",
        "0, 5, has 512 bytes",
        "4, 500, has 512 bytes",
        "20, 3, mode 3",
        "21, 1, peripheral type 1",
        "22, 0, 0 queues",
        "22, 17, 17 queues",
        "24, 100, 100 entries",
        "24, 4, 4 entries",
        "28, 100, block length 100",
        "28, -1, block length -1",
        "32, 513, capacity 513",
        "48, 100, unmap granularity 100",
        "52, 256, physical block length 256",
        "64, 0, name is empty",
        "128, 0, medium is empty"
    })
    void shouldSayWhatIsWrong(int offset, long value, String word) {
        byte[] message = GOOD.write();
        ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        switch (offset) {
            case 20, 21 -> fields.put(offset, (byte) value);
            case 16, 22 -> fields.putShort(offset, (short) value);
            case 8, 32, 64, 128 -> fields.putLong(offset, value);
            default -> fields.putInt(offset, (int) value);
        }
        RefusedException refused = assertThrows(RefusedException.class, () -> Registration.read(message));
        assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] message = GOOD.write();
        for (int length = 0; length < message.length; length++) {
            byte[] part = Arrays.copyOf(message, length);
            assertThrows(RefusedException.class, () -> Registration.read(part), "of " + length + " bytes");
        }
    }
}
