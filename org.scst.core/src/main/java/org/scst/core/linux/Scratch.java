package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * Native memory that each thread keeps for its system calls: the error number, then a scatter list or a structure.
 *
 * <p>A plain {@code ThreadLocal} of a plain {@code MemorySegment}: a thread that outlives this bundle (an event loop) refers to
 * nothing but types of the JDK. The memory goes when the thread does.
 *
 * <p><i>Threading:</i> each thread sees its own.
 */
final class Scratch {
    /** Most entries of a scatter list. */
    static final int MAX_SCATTER = 64;

    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = CAPTURED.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final long STRUCTURE_OFFSET = CAPTURED.byteSize() + 15 & ~15L;
    private static final int VECTOR_SIZE = 16;
    private static final long SIZE = STRUCTURE_OFFSET + MAX_SCATTER * VECTOR_SIZE;

    private static final ThreadLocal<MemorySegment> OF_THREAD = new ThreadLocal<>();

    private Scratch() {}

    static MemorySegment ofThread() {
        MemorySegment scratch = OF_THREAD.get();
        if (scratch == null) {
            scratch = Arena.ofAuto().allocate(SIZE, 16);
            OF_THREAD.set(scratch);
        }
        return scratch;
    }

    /** The error number the last call left there. */
    static int errno(MemorySegment scratch) {
        return scratch.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /** The part behind the error number: 1 KiB, aligned to 16 bytes. */
    static MemorySegment structure(MemorySegment scratch) {
        return scratch.asSlice(STRUCTURE_OFFSET);
    }

    static long structureAddress(MemorySegment scratch) {
        return scratch.address() + STRUCTURE_OFFSET;
    }

    /** Puts one entry of a scatter list. */
    static void vector(MemorySegment scratch, int index, long address, long length) {
        long at = STRUCTURE_OFFSET + (long) index * VECTOR_SIZE;
        scratch.set(ValueLayout.JAVA_LONG, at, address);
        scratch.set(ValueLayout.JAVA_LONG, at + Long.BYTES, length);
    }
}
