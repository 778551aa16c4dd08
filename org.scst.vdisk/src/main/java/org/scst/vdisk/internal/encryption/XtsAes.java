package org.scst.vdisk.internal.encryption;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * XTS-AES (IEEE 1619) over data units that are a whole number of AES blocks, so that nothing is ever stolen from a ciphertext. What
 * one unit holds says nothing about another, and each AES block is changed by itself: a unit that was half overwritten is half the
 * one and half the other, as it would be without encryption.
 *
 * <p>The 128-bit tweak is the number of the data unit, and above that the {@link Domain} it belongs to.
 *
 * <p><i>Threading:</i> thread-safe; it keeps as much working memory as was in use at a time.
 */
final class XtsAes {
    private static final int BLOCK = 16;
    private static final int LEAST_CHUNK = 8 << 10;
    private static final int SHORTEST_UNIT = 32;
    /** What alpha to the 128th is, by the polynomial of the field. */
    private static final long FEEDBACK = 0x87;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final SecretKeySpec dataKey;
    private final SecretKeySpec tweakKey;
    private final int chunk;
    private final ConcurrentLinkedQueue<Engine> idle = new ConcurrentLinkedQueue<>();

    /** What is encrypted under one key, each with tweaks of its own. */
    enum Domain {
        /** Logical blocks, by LBA. */
        BLOCKS,
        /** What is kept beside a logical block, by its LBA. */
        BESIDE
    }

    /**
     * With both keys.
     *
     * @param key that of the data, then that of the tweak, of 16 or 32 bytes each
     * @param longestUnit length of the longest data unit in bytes, a power of two
     */
    XtsAes(byte[] key, int longestUnit) {
        int half = key.length / 2;
        dataKey = new SecretKeySpec(key, 0, half, "AES");
        tweakKey = new SecretKeySpec(key, half, half, "AES");
        chunk = Math.max(LEAST_CHUNK, longestUnit);
    }

    /**
     * A row of data units.
     *
     * @param first number of the first
     * @param length bytes of each, a power of two from 32 on
     */
    record Units(Domain domain, long first, int length) {}

    /**
     * Encrypts whole data units from one buffer into another, or in place; indices of both are left alone.
     *
     * @param length bytes, a multiple of that of a unit
     */
    void encrypt(Units units, ByteBuf source, int from, ByteBuf target, int to, int length) {
        run(Engine::encrypt, units, source, from, target, to, length);
    }

    /**
     * Decrypts whole data units in place; indices are left alone.
     *
     * @param hole as many bytes, if all of them are zero, stay zero, for they were never written
     */
    void decrypt(Units units, int hole, ByteBuf bytes, int from, int length) {
        run((engine, count) -> engine.decrypt(count, hole), units, bytes, from, bytes, from, length);
    }

    /** What an engine does with the bytes that it has taken in. */
    private interface Step {
        void run(Engine engine, int count) throws GeneralSecurityException;
    }

    private void run(Step step, Units units, ByteBuf source, int from, ByteBuf target, int to, int length) {
        Engine engine = idle.poll();
        try {
            if (engine == null) {
                engine = new Engine(dataKey, tweakKey, chunk);
            }
            for (int done = 0; done < length; done += chunk) {
                int count = Math.min(chunk, length - done);
                source.getBytes(from + done, engine.data, 0, count);
                engine.mask(units, units.first + done / units.length, count);
                step.run(engine, count);
                target.setBytes(to + done, engine.result, 0, count);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES is not as it should be", e);
        }
        idle.add(engine);
    }

    /** Working memory and ciphers; for one thread at a time. */
    private static final class Engine {
        private final Cipher encryption;
        private final Cipher decryption;
        private final Cipher tweak;
        private final byte[] data;
        private final byte[] mask;
        private final byte[] result;
        private final byte[] numbers;
        private final byte[] tweaks;

        private Engine(SecretKeySpec dataKey, SecretKeySpec tweakKey, int chunk) throws GeneralSecurityException {
            encryption = cipher(Cipher.ENCRYPT_MODE, dataKey);
            decryption = cipher(Cipher.DECRYPT_MODE, dataKey);
            tweak = cipher(Cipher.ENCRYPT_MODE, tweakKey);
            data = new byte[chunk];
            mask = new byte[chunk];
            result = new byte[chunk];
            numbers = new byte[chunk / SHORTEST_UNIT * BLOCK];
            tweaks = new byte[numbers.length];
        }

        private static Cipher cipher(int mode, SecretKeySpec key) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding"); // the blocks of XTS are chained by nothing
            cipher.init(mode, key);
            return cipher;
        }

        /** Makes what each block of the data is combined with before and after AES. */
        private void mask(Units units, long first, int count) throws GeneralSecurityException {
            int here = count / units.length;
            for (int i = 0; i < here; i++) {
                LONG.set(numbers, i * BLOCK, first + i);
                LONG.set(numbers, i * BLOCK + Long.BYTES, (long) units.domain.ordinal());
            }
            tweak.update(numbers, 0, here * BLOCK, tweaks, 0);
            for (int i = 0; i < here; i++) {
                multiply(i, units.length);
            }
        }

        /** The tweak of each block of a unit is that before it times alpha. */
        private void multiply(int number, int unitLength) {
            long low = (long) LONG.get(tweaks, number * BLOCK);
            long high = (long) LONG.get(tweaks, number * BLOCK + Long.BYTES);
            int end = (number + 1) * unitLength;
            for (int at = number * unitLength; at < end; at += BLOCK) {
                LONG.set(mask, at, low);
                LONG.set(mask, at + Long.BYTES, high);
                long carried = high >> 63 & FEEDBACK;
                high = high << 1 | low >>> 63;
                low = low << 1 ^ carried;
            }
        }

        private void encrypt(int count) throws GeneralSecurityException {
            combine(data, count);
            encryption.update(data, 0, count, result, 0);
            combine(result, count);
        }

        private void decrypt(int count, int hole) throws GeneralSecurityException {
            int holes = 0;
            for (int at = 0; at < count; at += hole) {
                holes += isZero(at, hole) ? 1 : 0;
            }
            if (holes > 0) {
                decryptAroundHoles(count, hole, holes);
                return;
            }
            combine(data, count);
            decryption.update(data, 0, count, result, 0);
            combine(result, count);
        }

        private void decryptAroundHoles(int count, int hole, int holes) throws GeneralSecurityException {
            Arrays.fill(result, 0, count, (byte) 0);
            for (int at = 0; at < count && holes * hole < count; at += hole) {
                if (!isZero(at, hole)) {
                    combine(data, at, hole);
                    decryption.update(data, at, hole, result, at);
                    combine(result, at, hole);
                }
            }
        }

        private boolean isZero(int from, int length) {
            for (int at = from; at < from + length; at += Long.BYTES) {
                if ((long) LONG.get(data, at) != 0) {
                    return false;
                }
            }
            return true;
        }

        private void combine(byte[] bytes, int count) {
            combine(bytes, 0, count);
        }

        private void combine(byte[] bytes, int from, int count) {
            for (int i = from; i < from + count; i++) {
                bytes[i] ^= mask[i];
            }
        }
    }
}
