package org.scst.local.internal.vhost;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.linux.ScatterList;

/**
 * Buffers of a guest in the order in which they make up one piece of data.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> the memory is the {@link GuestMemory}'s: once that is
 * closed nothing is copied any more, and the copying says so.
 */
final class GuestBuffers {
    private final List<MemorySegment> pieces = new ArrayList<>(4);
    private long length;

    void add(MemorySegment piece) {
        pieces.add(piece);
        length += piece.byteSize();
    }

    /** Bytes in all. */
    long length() {
        return length;
    }

    /** Without the first bytes, of which there are so many. */
    GuestBuffers after(long count) {
        GuestBuffers rest = new GuestBuffers();
        long skip = count;
        for (MemorySegment piece : pieces) {
            long before = Math.min(skip, piece.byteSize());
            skip -= before;
            if (before < piece.byteSize()) {
                rest.add(piece.asSlice(before));
            }
        }
        return rest;
    }

    /** Copies bytes of it, behind what a buffer holds. */
    void read(long offset, int count, ByteBuf into) {
        MemorySegment target = MemorySegment.ofBuffer(into.nioBuffer(into.writerIndex(), count));
        copy(offset, count, target, false);
        into.writerIndex(into.writerIndex() + count);
    }

    /** Copies all that a buffer holds, as far as there is room; returns how much that is. */
    int write(long offset, ByteBuf from) {
        int count = (int) Math.clamp(length - offset, 0L, from.readableBytes());
        copy(offset, count, MemorySegment.ofBuffer(from.nioBuffer(from.readerIndex(), count)), true);
        return count;
    }

    /** As {@link #read}, into an array. */
    byte[] bytes(long offset, int count) {
        byte[] bytes = new byte[count];
        copy(offset, count, MemorySegment.ofArray(bytes), false);
        return bytes;
    }

    /** As {@link #write}, of an array. */
    int write(long offset, byte[] from) {
        int count = (int) Math.clamp(length - offset, 0L, from.length);
        copy(offset, count, MemorySegment.ofArray(from), true);
        return count;
    }

    /** Names the memory of a range; returns whether all of it is there, and the list has room. */
    boolean list(long offset, int count, ScatterList into) {
        if (offset + count > length) {
            return false;
        }
        long skip = offset;
        int left = count;
        for (MemorySegment piece : pieces) {
            long there = piece.byteSize() - skip;
            if (there <= 0) {
                skip -= piece.byteSize();
                continue;
            }
            int bytes = (int) Math.min(there, left);
            if (!into.add(piece.address() + skip, bytes)) {
                return false;
            }
            left -= bytes;
            skip = 0;
            if (left == 0) {
                return true;
            }
        }
        return false;
    }

    private void copy(long offset, int count, MemorySegment other, boolean toGuest) {
        long skip = offset;
        long done = 0;
        for (MemorySegment piece : pieces) {
            if (skip >= piece.byteSize()) {
                skip -= piece.byteSize();
                continue;
            }
            long bytes = Math.min(piece.byteSize() - skip, count - done);
            if (toGuest) {
                MemorySegment.copy(other, done, piece, skip, bytes);
            } else {
                MemorySegment.copy(piece, skip, other, done, bytes);
            }
            done += bytes;
            skip = 0;
            if (done == count) {
                return;
            }
        }
        if (done < count) {
            throw new IndexOutOfBoundsException(count + " bytes from " + offset + " on, of " + length);
        }
    }
}
