package org.scst.core.scsi;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A command descriptor block in private memory (SAM-5 5.2): what the peer does with its own copy later changes
 * nothing here. Reusable: {@link #load} replaces the content.
 *
 * <p>A read that does not lie within {@link #length()} is a bug and throws {@link IllegalArgumentException}: lengths are
 * checked against the command's row first. {@link #operationCode()}, {@link #serviceAction()} and {@link #control()} may be
 * asked before.
 *
 * <p><i>Threading:</i> confined to whoever processes the command. <i>Ownership:</i> the command's.
 */
public final class Cdb {
    /** Longest CDB: a variable length one. */
    public static final int MAX_LENGTH = 260;

    /** Operation code of variable length CDBs. */
    public static final int VARIABLE_LENGTH = 0x7F;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Where a variable length CDB says how many bytes follow the first eight (ADDITIONAL CDB LENGTH). */
    public static final int ADDITIONAL_LENGTH_OFFSET = 7;

    private static final int INLINE_LENGTH = 16;
    private static final int VARIABLE_SERVICE_ACTION_OFFSET = 8;
    /** NACA in the CONTROL byte. */
    static final int NACA = 0x04;

    static final int VARIABLE_CONTROL_OFFSET = 1;

    /** Length by group, the three highest bits of the operation code; -1 where the group does not tell. */
    private static final int[] GROUP_LENGTHS = {6, 10, 10, -1, 16, 12, -1, -1};

    private byte[] bytes = new byte[INLINE_LENGTH];
    private int length;

    /**
     * Length of a CDB as its group tells.
     *
     * @param operationCode 0 to FFh
     * @return 6, 10, 12 or 16; -1 for variable length and vendor specific groups
     */
    public static int lengthOf(int operationCode) {
        return GROUP_LENGTHS[operationCode >> 5];
    }

    /**
     * Copies a CDB in.
     *
     * @param count 1 to {@link #MAX_LENGTH}
     */
    public void load(byte[] source, int offset, int count) {
        prepare(count);
        System.arraycopy(source, offset, bytes, 0, count);
    }

    /**
     * Copies a CDB in; the buffer's indices stay.
     *
     * @param source borrowed
     * @param index absolute index of the first byte
     * @param count 1 to {@link #MAX_LENGTH}
     */
    public void load(ByteBuf source, int index, int count) {
        prepare(count);
        source.getBytes(index, bytes, 0, count);
    }

    private void prepare(int count) {
        if (count < 1 || count > MAX_LENGTH) {
            throw new IllegalArgumentException("CDB of " + count + " bytes");
        }
        if (count > bytes.length) {
            bytes = new byte[MAX_LENGTH];
        }
        length = count;
    }

    /** Bytes loaded; a transport may give more than the command has. */
    public int length() {
        return length;
    }

    /** One byte, unsigned. */
    public int u8(int offset) {
        check(offset, 1);
        return bytes[offset] & 0xFF;
    }

    /** Two bytes, unsigned. */
    public int u16(int offset) {
        check(offset, 2);
        return (short) SHORT.get(bytes, offset) & 0xFFFF;
    }

    /** Three bytes, unsigned. */
    public int u24(int offset) {
        check(offset, 3);
        return (bytes[offset] & 0xFF) << 16 | (short) SHORT.get(bytes, offset + 1) & 0xFFFF;
    }

    /** Four bytes, unsigned. */
    public long u32(int offset) {
        check(offset, 4);
        return (int) INT.get(bytes, offset) & 0xFFFF_FFFFL;
    }

    /** Eight bytes; to be read as unsigned. */
    public long u64(int offset) {
        check(offset, 8);
        return (long) LONG.get(bytes, offset);
    }

    /**
     * One bit.
     *
     * @param bit 0 (least significant) to 7
     */
    public boolean bit(int offset, int bit) {
        return (u8(offset) >> bit & 1) != 0;
    }

    /** OPERATION CODE. */
    public int operationCode() {
        return u8(0);
    }

    /**
     * SERVICE ACTION: the low five bits of byte 1, or two bytes at 8 in a variable length CDB. It means something only where
     * the operation code has service actions. Zero when the CDB ends before it: the row's length refuses such a CDB.
     */
    public int serviceAction() {
        if (operationCode() == VARIABLE_LENGTH) {
            return length < VARIABLE_SERVICE_ACTION_OFFSET + 2 ? 0 : u16(VARIABLE_SERVICE_ACTION_OFFSET);
        }
        return length < 2 ? 0 : bytes[1] & 0x1F;
    }

    /** CONTROL byte; zero when the CDB ends before it, or its group does not tell where it is. */
    public int control() {
        int offset = operationCode() == VARIABLE_LENGTH ? VARIABLE_CONTROL_OFFSET : lengthOf(operationCode()) - 1;
        return offset < 0 || offset >= length ? 0 : u8(offset);
    }

    /** NACA: CHECK CONDITION is to establish an ACA condition. */
    public boolean normalAca() {
        return (control() & NACA) != 0;
    }

    private void check(int offset, int width) {
        if (offset < 0 || offset > length - width) {
            throw new IllegalArgumentException(
                    "bytes " + offset + ".." + (offset + width - 1) + " of a CDB of " + length + " bytes");
        }
    }

    /** The bytes in hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, length);
    }
}
