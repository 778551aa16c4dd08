package org.scst.user.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The message REGISTER: what a process says of the device that it serves.
 *
 * <pre>
 *   0 type, length          8 "SCSTUSER"          16 major, 18 minor version
 *  20 mode                 21 peripheral type     22 queues           24 entries of a queue
 *  28 block length         32 capacity            40 features
 *  48 unmap granularity    52 physical block length
 *  64 name (64)           128 medium (128)       256 program (64)     320 description of a device in full mode, else zeroes
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param mode {@link #BLOCK} or {@link #FULL}
 * @param peripheralType PERIPHERAL DEVICE TYPE, 0 for block mode
 * @param queues pairs of rings, 1 to 16
 * @param entries of each ring of commands, a power of two, 8 to 1024
 * @param blockLength logical block length in bytes, a power of two, 512 to 65536; in full mode 0 where the medium is no blocks
 * @param capacity bytes, a multiple of the block length; above 0 in block mode
 * @param features a sum of the constants of this class
 * @param unmapGranularity smallest range whose storage can be given back in bytes, 0 for a block
 * @param physicalBlockLength in bytes, 0 for the block length
 * @param name of the device
 * @param medium tells what is stored from anything else: who comes back with the same one has every write that was ever answered
 * @param program its name and version, for people
 * @param description what initiators are told of the device; {@code null} in block mode
 */
public record Registration(
        int mode,
        int peripheralType,
        int queues,
        int entries,
        int blockLength,
        long capacity,
        long features,
        int unmapGranularity,
        int physicalBlockLength,
        String name,
        String medium,
        String program,
        DeviceDescription description) {
    /** The process stores blocks, the platform answers everything else. */
    public static final int BLOCK = 1;

    /** The process is given CDBs. */
    public static final int FULL = 2;

    /** The medium cannot be written. */
    public static final long READ_ONLY = 1;

    /** UNMAP requests are understood. */
    public static final long UNMAPS = 2;

    /** What was unmapped reads as zeroes. */
    public static final long UNMAPPED_READS_ZERO = 4;

    /** ZERO requests are understood. */
    public static final long ZEROES = 8;

    /** The medium rotates. */
    public static final long ROTATES = 16;

    /** EXTENT requests are understood. */
    public static final long EXTENTS = 32;

    /** The medium can be removed; in full mode alone. */
    public static final long REMOVABLE = 64;

    /** INQUIRY for pages of vital product data is understood; in full mode alone. */
    public static final long TELLS_PAGES = 128;

    /** The message ABORTED is understood; in full mode alone. */
    public static final long HEARS_ABORTS = 256;

    private static final long BLOCK_FEATURES = 63;
    private static final long FULL_FEATURES = READ_ONLY | REMOVABLE | TELLS_PAGES | HEARS_ABORTS;
    private static final int LENGTH = 512;
    private static final String MAGIC = "SCSTUSER";
    private static final int MAGIC_OFFSET = 8;
    private static final int MAJOR_OFFSET = 16;
    private static final int MINOR_OFFSET = 18;
    private static final int MODE_OFFSET = 20;
    private static final int PERIPHERAL_TYPE_OFFSET = 21;
    private static final int QUEUES_OFFSET = 22;
    private static final int ENTRIES_OFFSET = 24;
    private static final int BLOCK_LENGTH_OFFSET = 28;
    private static final int CAPACITY_OFFSET = 32;
    private static final int FEATURES_OFFSET = 40;
    private static final int GRANULARITY_OFFSET = 48;
    private static final int PHYSICAL_OFFSET = 52;
    private static final int NAME_OFFSET = 64;
    private static final int NAME_LENGTH = 64;
    private static final int MEDIUM_OFFSET = 128;
    private static final int MEDIUM_LENGTH = 128;
    private static final int PROGRAM_OFFSET = 256;
    private static final int PROGRAM_LENGTH = 64;
    private static final int MOST_QUEUES = 16;
    private static final int LEAST_ENTRIES = 8;
    private static final int MOST_ENTRIES = 1024;
    private static final int LEAST_BLOCK = 512;
    private static final int MOST_BLOCK = 65536;

    /** In block mode. */
    public Registration(
            int mode,
            int peripheralType,
            int queues,
            int entries,
            int blockLength,
            long capacity,
            long features,
            int unmapGranularity,
            int physicalBlockLength,
            String name,
            String medium,
            String program) {
        this(
                mode,
                peripheralType,
                queues,
                entries,
                blockLength,
                capacity,
                features,
                unmapGranularity,
                physicalBlockLength,
                name,
                medium,
                program,
                null);
    }

    /** The message. */
    public byte[] write() {
        ByteBuffer message = Wire.message(Wire.REGISTER, LENGTH);
        message.put(MAGIC_OFFSET, MAGIC.getBytes(StandardCharsets.US_ASCII));
        message.putShort(MAJOR_OFFSET, (short) Wire.MAJOR).putShort(MINOR_OFFSET, (short) Wire.MINOR);
        message.put(MODE_OFFSET, (byte) mode).put(PERIPHERAL_TYPE_OFFSET, (byte) peripheralType);
        message.putShort(QUEUES_OFFSET, (short) queues).putInt(ENTRIES_OFFSET, entries);
        message.putInt(BLOCK_LENGTH_OFFSET, blockLength).putLong(CAPACITY_OFFSET, capacity);
        message.putLong(FEATURES_OFFSET, features);
        message.putInt(GRANULARITY_OFFSET, unmapGranularity).putInt(PHYSICAL_OFFSET, physicalBlockLength);
        Wire.putText(message, NAME_OFFSET, NAME_LENGTH, name);
        Wire.putText(message, MEDIUM_OFFSET, MEDIUM_LENGTH, medium);
        Wire.putText(message, PROGRAM_OFFSET, PROGRAM_LENGTH, program);
        if (description != null) {
            description.write(message);
        }
        return Wire.bytes(message);
    }

    /**
     * Reads and checks the first message of a connection.
     *
     * @throws RefusedException naming the first thing that is wrong
     */
    public static Registration read(byte[] bytes) throws RefusedException {
        ByteBuffer message = Wire.fields(bytes);
        verify(
                bytes.length >= MODE_OFFSET
                        && Wire.getText(message, MAGIC_OFFSET, MAGIC.length()).equals(MAGIC),
                "the first message does not begin as a registration of this protocol; see PROTOCOL.md");
        int major = message.getShort(MAJOR_OFFSET) & 0xFFFF;
        verify(
                major == Wire.MAJOR,
                "version " + major + "." + (message.getShort(MINOR_OFFSET) & 0xFFFF) + " of the protocol is not spoken"
                        + " here, " + Wire.MAJOR + "." + Wire.MINOR
                        + " is: build the program with this version's client");
        verify(
                Wire.type(bytes) == Wire.REGISTER && bytes.length == LENGTH,
                "a registration has " + LENGTH + " bytes, this has " + bytes.length);
        Registration read = new Registration(
                message.get(MODE_OFFSET) & 0xFF,
                message.get(PERIPHERAL_TYPE_OFFSET) & 0xFF,
                message.getShort(QUEUES_OFFSET) & 0xFFFF,
                message.getInt(ENTRIES_OFFSET),
                message.getInt(BLOCK_LENGTH_OFFSET),
                message.getLong(CAPACITY_OFFSET),
                message.getLong(FEATURES_OFFSET),
                message.getInt(GRANULARITY_OFFSET),
                message.getInt(PHYSICAL_OFFSET),
                Wire.getText(message, NAME_OFFSET, NAME_LENGTH),
                Wire.getText(message, MEDIUM_OFFSET, MEDIUM_LENGTH),
                Wire.getText(message, PROGRAM_OFFSET, PROGRAM_LENGTH),
                message.get(MODE_OFFSET) == FULL ? DeviceDescription.read(message) : null);
        read.verify();
        return read;
    }

    private void verify() throws RefusedException {
        verify(!name.isEmpty(), "name is empty: give the device's name, as in the file org.scst.user-NAME.cfg");
        verify(!medium.isEmpty(), "medium is empty: name what is stored, a file's device and inode number for one");
        verify(
                mode == BLOCK || mode == FULL,
                "mode " + mode + " is not known: " + BLOCK + " is block, " + FULL + " full");
        verify(queues >= 1 && queues <= MOST_QUEUES, queues + " queues: register 1 to " + MOST_QUEUES);
        verify(
                entries >= LEAST_ENTRIES && entries <= MOST_ENTRIES && Integer.bitCount(entries) == 1,
                entries + " entries in a queue: a power of two from " + LEAST_ENTRIES + " to " + MOST_ENTRIES);
        boolean block = mode == BLOCK;
        long known = block ? BLOCK_FEATURES : FULL_FEATURES;
        verify((features & ~known) == 0, "features " + Long.toHexString(features) + "h has unknown bits");
        if (block) {
            verify(peripheralType == 0, "peripheral type " + peripheralType + " in block mode, which is for type 0");
        } else {
            description.verify(peripheralType);
        }
        if (block || blockLength != 0 || capacity != 0) {
            verifyBlocks(block ? blockLength : 0);
        }
        verifyPowerOfTwo("unmap granularity", unmapGranularity);
        verifyPowerOfTwo("physical block length", physicalBlockLength);
    }

    private void verifyBlocks(long least) throws RefusedException {
        verify(
                blockLength >= LEAST_BLOCK && blockLength <= MOST_BLOCK && Integer.bitCount(blockLength) == 1,
                "block length " + blockLength + ": a power of two from " + LEAST_BLOCK + " to " + MOST_BLOCK);
        verify(
                capacity >= least && capacity % blockLength == 0,
                "capacity " + capacity + " is no number of blocks of " + blockLength + " bytes");
    }

    private void verifyPowerOfTwo(String what, int value) throws RefusedException {
        verify(
                value == 0 || (value >= blockLength && Integer.bitCount(value) == 1),
                what + " " + value + ": 0, or a power of two not below the block length");
    }

    static void verify(boolean holds, String otherwise) throws RefusedException {
        if (!holds) {
            throw new RefusedException(otherwise);
        }
    }

    /** Whether a feature was named. */
    public boolean has(long feature) {
        return (features & feature) != 0;
    }
}
