package org.scst.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.scst.core.linux.NativeMemory;
import org.scst.core.linux.ScatterList;

/** Reaches memory that is known by its pieces, as system calls do. */
public final class MemoryOfOthers {
    private MemoryOfOthers() {}

    /** Puts bytes of an array, from {@code offset} on, into all pieces. */
    public static void write(ScatterList pieces, byte[] from, int offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(pieces.length());
            MemorySegment.copy(from, offset, bytes, ValueLayout.JAVA_BYTE, 0, pieces.length());
            long at = bytes.address();
            for (int i = 0; i < pieces.pieces(); i++) {
                NativeMemory.copy(at, pieces.address(i), pieces.length(i));
                at += pieces.length(i);
            }
        }
    }

    /** Gives the bytes of all pieces. */
    public static byte[] read(ScatterList pieces) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(pieces.length());
            long at = bytes.address();
            for (int i = 0; i < pieces.pieces(); i++) {
                NativeMemory.copy(pieces.address(i), at, pieces.length(i));
                at += pieces.length(i);
            }
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
