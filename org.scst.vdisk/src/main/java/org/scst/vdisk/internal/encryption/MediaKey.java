package org.scst.vdisk.internal.encryption;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The key that a medium is encrypted with: two AES keys of 256 bits. Its medium keeps the same number for life; each CRYPTOGRAPHIC ERASE
 * makes the next generation.
 *
 * <pre>
 *     0  "SCSTMKEY" (8)    8  version (4)   12  algorithm (4), 1: XTS-AES-256   16  generation (8)
 *    24  number of the medium (16)         40  key (64)                        104  CRC-32C of these (4)
 * </pre>
 *
 * <p><i>Threading:</i> immutable but for {@link #forget}. It never says what it is.
 */
final class MediaKey {
    /** Bytes of a record, and of a sector. */
    static final int RECORD = 512;

    private static final long MAGIC = 0x534353544D4B4559L;
    private static final int VERSION = 1;
    private static final int XTS_AES_256 = 1;
    private static final int NUMBER_LENGTH = 16;
    private static final int KEY_LENGTH = 64;
    private static final int CHECKED = 40 + KEY_LENGTH;

    private final byte[] number;
    private final long generation;
    private final byte[] key;

    private MediaKey(byte[] number, long generation, byte[] key) {
        this.number = number;
        this.generation = generation;
        this.key = key;
    }

    /** Of a medium that has had none. */
    static MediaKey random(SecureRandom random) {
        byte[] number = new byte[NUMBER_LENGTH];
        random.nextBytes(number);
        return new MediaKey(number, 1, randomKey(random));
    }

    /** The next one of the same medium. */
    MediaKey successor(SecureRandom random) {
        return new MediaKey(number, generation + 1, randomKey(random));
    }

    /** The two halves must differ (IEEE 1619); that they are random sees to it, and this to a generator that is broken. */
    private static byte[] randomKey(SecureRandom random) {
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        if (Arrays.equals(key, 0, KEY_LENGTH / 2, key, KEY_LENGTH / 2, KEY_LENGTH)) {
            throw new IllegalStateException("the source of random numbers gives the same ones");
        }
        return key;
    }

    /** From a record; {@code null} when it is none, or damaged. */
    static MediaKey read(ByteBuffer bytes) {
        ByteBuffer fields = bytes.slice();
        if (fields.remaining() < RECORD
                || fields.getLong(0) != MAGIC
                || fields.getInt(8) != VERSION
                || fields.getInt(12) != XTS_AES_256
                || fields.getInt(CHECKED) != checksum(fields)) {
            return null;
        }
        byte[] number = new byte[NUMBER_LENGTH];
        byte[] key = new byte[KEY_LENGTH];
        fields.get(24, number).get(40, key);
        return new MediaKey(number, fields.getLong(16), key);
    }

    /** As a record. */
    ByteBuffer record() {
        ByteBuffer fields = ByteBuffer.allocate(RECORD);
        fields.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, XTS_AES_256).putLong(16, generation);
        fields.put(24, number).put(40, key).putInt(CHECKED, checksum(fields));
        return fields;
    }

    private static int checksum(ByteBuffer fields) {
        CRC32C crc = new CRC32C();
        crc.update(fields.slice(0, CHECKED));
        return (int) crc.getValue();
    }

    long generation() {
        return generation;
    }

    /** What the platform's state notes of it: number and generation, nothing of the key. */
    String note() {
        return numberText() + " " + generation;
    }

    /** Whether it is that of the medium of which this was noted, and no earlier one. */
    boolean suits(String note) {
        String[] words = note.split(" ", 2);
        return words.length == 2 && words[0].equals(numberText()) && generation >= Long.parseLong(words[1]);
    }

    private String numberText() {
        return HexFormat.of().formatHex(number);
    }

    /** What encrypts by it. */
    XtsAes cipher(int blockLength) {
        return new XtsAes(key, blockLength);
    }

    /** Nothing of it is left here. */
    void forget() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "key of medium " + note();
    }
}
