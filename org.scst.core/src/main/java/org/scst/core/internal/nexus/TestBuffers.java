package org.scst.core.internal.nexus;

import java.util.Arrays;

/**
 * What WRITE BUFFER leaves for READ BUFFER: a data buffer and an echo buffer, each I_T_L nexus its own, so that none overwrites
 * another's or reads it.
 *
 * <p><i>Threading:</i> confined to the nexus's executor. Memory is taken when something is written.
 */
public final class TestBuffers {
    /** Bytes of each. */
    public static final int CAPACITY = 4096;

    private static final byte[] NOTHING = {};

    private byte[] data = NOTHING;
    private byte[] echo = NOTHING;

    /** The data buffer's content from {@code offset} on, {@code length} bytes: zeroes where nothing was written. */
    public byte[] data(int offset, int length) {
        return Arrays.copyOfRange(Arrays.copyOf(data, CAPACITY), offset, offset + length);
    }

    /** Writes to the data buffer what fits into it. */
    public void data(int offset, byte[] written) {
        data = Arrays.copyOf(data, Math.max(data.length, offset + written.length));
        System.arraycopy(written, 0, data, offset, written.length);
    }

    /** What was last written to the echo buffer; empty when nothing was. */
    public byte[] echo() {
        return echo;
    }

    /** Sets the echo buffer. */
    public void echo(byte[] written) {
        echo = written;
    }
}
