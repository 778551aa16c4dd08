package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;

/**
 * A stretch of a command's data that the mid-layer has asked for and that is not answered yet.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> the buffer is borrowed from the mid-layer until
 * the window is answered.
 */
final class DataOutWindow {
    private ByteBuf into;
    private int base;
    private int offset;
    private int length;
    private int received;

    void open(int windowOffset, int windowLength, ByteBuf buffer) {
        offset = windowOffset;
        length = windowLength;
        into = buffer;
        base = buffer.writerIndex();
        received = 0;
    }

    /** Makes the bytes that came readable in the buffer and lets go of it. */
    int close() {
        into.writerIndex(base + received);
        into = null;
        return received;
    }

    int offset() {
        return offset;
    }

    int end() {
        return offset + length;
    }

    boolean contains(int position) {
        return position >= offset && position - offset < length;
    }

    boolean complete() {
        return received == length;
    }

    /** Puts bytes to their place; they come in order. */
    void put(int position, ByteBuf source, int index, int count) {
        into.setBytes(base + position - offset, source, index, count);
        received += count;
    }
}
