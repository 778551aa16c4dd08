package org.scst.vdisk.internal.cdrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ECMA-130 demands of a sector, computed here by its equations and not as the sector is made. */
class Mode1SectorTest {
    private final byte[] userData = new byte[2048];

    private byte[] sector(long lba) {
        new Random(lba).nextBytes(userData);
        return new Mode1Sector().of(lba, Unpooled.wrappedBuffer(userData), 0).clone();
    }

    /** A product in GF(2^8), bit by bit. */
    private static int product(int one, int other) {
        int sum = 0;
        for (int bit = 7; bit >= 0; bit--) {
            sum <<= 1;
            sum ^= (sum & 0x100) == 0 ? 0 : 0x11D;
            sum ^= (other >> bit & 1) == 0 ? 0 : one;
        }
        return sum;
    }

    private static int power(int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power = product(power, 2);
        }
        return power;
    }

    /** Both syndromes of a vector of words, for the lower and the higher bytes. */
    private static String syndromes(byte[] sector, int... words) {
        StringBuilder all = new StringBuilder();
        for (int side = 0; side < 2; side++) {
            int plain = 0;
            int weighted = 0;
            for (int i = 0; i < words.length; i++) {
                int value = sector[12 + 2 * words[i] + side] & 0xFF;
                plain ^= value;
                weighted ^= product(value, power(words.length - 1 - i));
            }
            all.append(plain).append(' ').append(weighted).append(' ');
        }
        return all.toString();
    }

    private static int[] pVector(int column) {
        int[] words = new int[26];
        Arrays.setAll(words, row -> 43 * row + column);
        return words;
    }

    private static int[] qVector(int diagonal) {
        int[] words = new int[45];
        Arrays.setAll(
                words, place -> place < 43 ? (44 * place + 43 * diagonal) % 1118 : 1118 + 26 * (place - 43) + diagonal);
        return words;
    }

    @Test
    void shouldSatisfyTheEquationsOfBothParities() {
        byte[] sector = sector(1234);

        for (int column = 0; column < 43; column++) {
            assertEquals("0 0 0 0 ", syndromes(sector, pVector(column)), "P " + column);
        }
        for (int diagonal = 0; diagonal < 26; diagonal++) {
            assertEquals("0 0 0 0 ", syndromes(sector, qVector(diagonal)), "Q " + diagonal);
        }
        sector[500] ^= 1;
        assertNotEquals("0 0 0 0 ", syndromes(sector, pVector((500 - 12) / 2 % 43)));
    }

    /** Divided by the polynomial, bit by bit, sector and EDC leave nothing. */
    @Test
    void shouldHaveTheErrorDetectionCodeOfEverythingBeforeIt() {
        byte[] sector = sector(77);

        int rest = 0;
        for (int i = 0; i < 2068; i++) {
            for (int bit = 0; bit < 8; bit++) {
                boolean out = (rest & 0x80000000) != 0;
                rest = rest << 1 | sector[i] >> bit & 1;
                rest ^= out ? 0x8001801B : 0;
            }
        }
        assertEquals(0, rest);
        assertArrayEquals(new byte[8], Arrays.copyOfRange(sector, 2068, 2076));
    }

    @ParameterizedTest
    @CsvSource({"0, 00020001", "74, 00027401", "75, 00030001", "4350, 01000001", "359999, 80017401"})
    void shouldHaveItsAddressInMinutesSecondsAndFrames(long lba, String header) {
        byte[] sector = sector(lba);
        assertEquals(header, HexFormat.of().formatHex(sector, 12, 16));
        assertEquals("00ffffffffffffffffffff00", HexFormat.of().formatHex(sector, 0, 12));
        assertArrayEquals(userData, Arrays.copyOfRange(sector, 16, 2064));
    }

    @Test
    void shouldGiveAnyPartOfARowOfSectors() {
        byte[] three = new byte[3 * 2048];
        new Random(5).nextBytes(three);
        MainChannel channel = MainChannel.of(0x78);
        ByteBuf whole = Unpooled.buffer();
        channel.append(10, Unpooled.wrappedBuffer(three), 0, 3 * channel.length(), whole);
        ByteBuf parts = Unpooled.buffer();
        channel.append(10, Unpooled.wrappedBuffer(three), 0, 3000, parts);
        channel.append(10, Unpooled.wrappedBuffer(three), 3000, 3 * channel.length() - 3000, parts);

        assertEquals(whole, parts);
    }
}
