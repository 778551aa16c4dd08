package org.scst.vdisk.internal.protection;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The protection information of some logical blocks, one behind the other (SBC-3 4.22.3):
 *
 * <pre>
 *   0  LOGICAL BLOCK GUARD (2)   2  LOGICAL BLOCK APPLICATION TAG (2)   4  LOGICAL BLOCK REFERENCE TAG (4)
 * </pre>
 *
 * <p><i>Threading:</i> confined to the caller.
 */
public final class ProtectionInformation {
    /** Bytes of a block's. */
    public static final int LENGTH = 8;

    private static final int POLYNOMIAL = 0x8BB7;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            TABLE[i] = crc & 0xFFFF;
        }
    }

    private final ByteBuffer bytes;

    /** Of so many blocks, zeroes at first. */
    public ProtectionInformation(int blocks) {
        bytes = ByteBuffer.allocate(blocks * LENGTH);
    }

    /** The guard of a block: the CRC of its data. */
    public static int guard(ByteBuf data, int index, int length) {
        int crc = 0;
        for (int i = index; i < index + length; i++) {
            crc = (crc << 8 ^ TABLE[crc >> 8 ^ data.getByte(i) & 0xFF]) & 0xFFFF;
        }
        return crc;
    }

    /** As a device server makes it that is given none: the reference tag counts, or is all ones for type 3. */
    public static ProtectionInformation generate(ProtectionType type, ByteBuf data, int blockLength, int reference) {
        ProtectionInformation made = new ProtectionInformation(data.readableBytes() / blockLength);
        for (int block = 0; block < made.blocks(); block++) {
            int guard = guard(data, data.readerIndex() + block * blockLength, blockLength);
            made.set(block, guard, 0, type == ProtectionType.TYPE_3 ? -1 : reference + block);
        }
        return made;
    }

    public int blocks() {
        return bytes.capacity() / LENGTH;
    }

    /** Sets a block's. */
    public void set(int block, int guard, int applicationTag, int referenceTag) {
        bytes.putShort(block * LENGTH, (short) guard);
        bytes.putShort(block * LENGTH + 2, (short) applicationTag);
        bytes.putInt(block * LENGTH + 4, referenceTag);
    }

    /** Sets a block's to what was never written: all ones, not to be checked. */
    void setUnwritten(int block) {
        set(block, -1, -1, -1);
    }

    public int guard(int block) {
        return bytes.getShort(block * LENGTH) & 0xFFFF;
    }

    public int applicationTag(int block) {
        return bytes.getShort(block * LENGTH + 2) & 0xFFFF;
    }

    public int referenceTag(int block) {
        return bytes.getInt(block * LENGTH + 4);
    }

    /** A block's as one number. */
    long tuple(int block) {
        return bytes.getLong(block * LENGTH);
    }

    void tuple(int block, long tuple) {
        bytes.putLong(block * LENGTH, tuple);
    }

    /** Data and protection information, block by block, into the target. */
    public void interleave(ByteBuf data, int blockLength, ByteBuf target) {
        for (int block = 0; block < blocks(); block++) {
            target.writeBytes(data, data.readerIndex() + block * blockLength, blockLength);
            target.writeLong(tuple(block));
        }
    }

    /** Takes both apart again: the data goes into the target, the rest is the result. */
    public static ProtectionInformation separate(ByteBuf both, int blockLength, ByteBuf target) {
        int unit = blockLength + LENGTH;
        ProtectionInformation found = new ProtectionInformation(both.readableBytes() / unit);
        for (int block = 0; block < found.blocks(); block++) {
            int at = both.readerIndex() + block * unit;
            target.writeBytes(both, at, blockLength);
            found.tuple(block, both.getLong(at + blockLength));
        }
        return found;
    }

    /** That of some of the blocks; a copy. */
    public ProtectionInformation part(int first, int blocks) {
        ProtectionInformation part = new ProtectionInformation(blocks);
        part.bytes.put(0, bytes, first * LENGTH, part.bytes.capacity());
        return part;
    }

    /** Makes each guard that of the data, and leaves the tags. */
    public void guardAnew(ByteBuf data, int blockLength) {
        for (int block = 0; block < blocks(); block++) {
            int guard = guard(data, data.readerIndex() + block * blockLength, blockLength);
            set(block, guard, applicationTag(block), referenceTag(block));
        }
    }

    /**
     * That of the first block for many.
     *
     * @param from how far the reference tag of the first of them is from this one's
     * @param counts whether it counts on
     */
    public ProtectionInformation repeated(int blocks, int from, boolean counts) {
        ProtectionInformation same = new ProtectionInformation(blocks);
        for (int block = 0; block < blocks; block++) {
            same.set(block, guard(0), applicationTag(0), referenceTag(0) + from + (counts ? block : 0));
        }
        return same;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProtectionInformation that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes.array());
    }
}
