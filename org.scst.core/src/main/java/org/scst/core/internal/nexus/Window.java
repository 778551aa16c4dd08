package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import org.scst.core.internal.buffer.PoolBuffer;

/**
 * One piece of a command's data, with its buffer.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class Window {
    int offset;
    int length;
    PoolBuffer buffer;
    /** The driver was asked to fill it and has not answered. */
    boolean outstanding;
    /** Filled, or empty for Data-In: the handler may have it. */
    boolean ready;

    boolean free() {
        return buffer == null;
    }

    void open(PoolBuffer granted, int at, int bytes) {
        buffer = granted;
        offset = at;
        length = bytes;
        outstanding = false;
        ready = false;
    }

    /** Gives the buffer back to the pool. */
    void release() {
        ByteBuf held = buffer;
        close();
        if (held != null) {
            held.release();
        }
    }

    /** Forgets the buffer: somebody else owns it now. */
    PoolBuffer close() {
        PoolBuffer held = buffer;
        buffer = null;
        outstanding = false;
        ready = false;
        return held;
    }
}
