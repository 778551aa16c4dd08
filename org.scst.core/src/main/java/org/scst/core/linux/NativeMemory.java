package org.scst.core.linux;

import java.lang.foreign.MemorySegment;

/**
 * Memory that is known by its address, as the buffers of system calls are.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class NativeMemory {
    private NativeMemory() {}

    /** Copies; both ranges belong to the caller, and do not overlap. */
    @SuppressWarnings("restricted") // this package is what native access is enabled for
    public static void copy(long from, long to, int length) {
        MemorySegment source = MemorySegment.ofAddress(from).reinterpret(length);
        MemorySegment target = MemorySegment.ofAddress(to).reinterpret(length);
        MemorySegment.copy(source, 0, target, 0, length);
    }
}
