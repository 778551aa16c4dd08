package org.scst.local.internal.fuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * One request of the kernel in the buffer that it was read into, which serves again when the request is done with.
 *
 * <pre>
 *    0 length   4 operation   8 unique   16 node   24 user   28 group   32 process   36 -       (40 bytes), then arguments
 * </pre>
 *
 * <p><i>Threading:</i> confined to the mount's event loop. <i>Ownership:</i> of the {@link FuseDeviceQueue}.
 */
final class FuseRequest {
    static final int HEADER = 40;
    /** The longest WRITE: its header, its arguments, its data. The kernel wants room for a little more. */
    static final int MOST_DATA = 256 << 10;

    private static final int SIZE = MOST_DATA + 4096;

    final ByteBuf bytes = Unpooled.directBuffer(SIZE, SIZE);

    /** Number of its first bytes that the kernel has filled. */
    void length(int read) {
        bytes.setIndex(0, read);
    }

    /** Whether it is as long as it says, and has arguments of at least so many bytes. */
    boolean has(int arguments) {
        int length = bytes.readableBytes();
        return length >= HEADER + arguments && bytes.getIntLE(0) == length;
    }

    /** Whether the kernel waits for an answer. */
    boolean isAnswered() {
        return switch (operation()) {
            case FuseOperation.FORGET, FuseOperation.BATCH_FORGET, FuseOperation.INTERRUPT -> false;
            default -> bytes.readableBytes() >= HEADER;
        };
    }

    int operation() {
        return bytes.getIntLE(4);
    }

    long unique() {
        return bytes.getLongLE(8);
    }

    long node() {
        return bytes.getLongLE(16);
    }

    /** @param offset behind the header */
    int intAt(int offset) {
        return bytes.getIntLE(HEADER + offset);
    }

    /** @param offset behind the header */
    long longAt(int offset) {
        return bytes.getLongLE(HEADER + offset);
    }

    /** A name that ends with a zero; empty if it does not. */
    String name() {
        int end = bytes.indexOf(HEADER, bytes.writerIndex(), (byte) 0);
        return end < 0 ? "" : bytes.toString(HEADER, end - HEADER, StandardCharsets.UTF_8);
    }
}
