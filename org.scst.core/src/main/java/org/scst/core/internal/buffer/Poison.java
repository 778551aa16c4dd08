package org.scst.core.internal.buffer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * For tests: memory is filled when it is granted and when it is released, so that what was never written, or written too late, shows.
 *
 * <p><i>Threading:</i> stateless.
 */
final class Poison {

    /** What a buffer contains when it is granted. */
    static final byte GRANTED = (byte) 0xA5;

    /** What its memory contains while it is free. */
    static final byte RELEASED = (byte) 0xDE;

    private Poison() {}

    static void granted(PoolBuffer buffer) {
        if (buffer.poisoned()) {
            verifyUntouched(buffer.memory());
        }
        buffer.memory().fill(GRANTED);
    }

    /** A new object for the same memory: the old one stays released for ever, whoever still holds it. */
    static PoolBuffer released(PoolBuffer buffer) {
        buffer.memory().fill(RELEASED);
        PoolBuffer successor = new PoolBuffer(buffer.slab(), buffer.memory());
        successor.poisoned(true);
        return successor;
    }

    private static void verifyUntouched(MemorySegment memory) {
        for (long offset = 0; offset < memory.byteSize(); offset++) {
            if (memory.get(ValueLayout.JAVA_BYTE, offset) != RELEASED) {
                throw new IllegalStateException("a buffer was written to, at offset " + offset + ", after its release");
            }
        }
    }
}
