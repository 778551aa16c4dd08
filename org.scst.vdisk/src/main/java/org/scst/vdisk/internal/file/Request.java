package org.scst.vdisk.internal.file;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.store.BackingStore;

/**
 * A place of a ring: a read or write that the kernel carries out while nobody waits, piece by piece where it moves less than was
 * asked for; when it has ended, the next one.
 *
 * <p><i>Threading:</i> used by whoever has the place: the one who begins, then the one who takes the answer. <i>Ownership:</i> holds
 * a reference of the file until it has ended; memory and listener are borrowed until then, and nothing of either is kept after.
 */
final class Request {
    /** More than there are threads that end at a time, and an end to it where the memory is really bad. */
    private static final int ATTEMPTS = 100;

    private final int slot;
    private OpenFile origin;
    private LinuxFile file;
    private ByteBuf target;
    private int start;
    private long address;
    private int length;
    private long offset;
    private BackingStore.Listener listener;
    private int done;
    private int again;

    Request(int slot) {
        this.slot = slot;
    }

    /** Which of the ring's places this is. */
    int slot() {
        return slot;
    }

    /** Becomes a read that appends to {@code target}; takes the file's reference. */
    void read(OpenFile from, LinuxFile by, long position, ByteBuf to, int count, BackingStore.Listener told) {
        target = to;
        start = to.writerIndex();
        begin(from, by, position, to.memoryAddress() + start, count, told);
    }

    /** Becomes a write of what is readable; takes the file's reference. */
    void write(OpenFile to, LinuxFile by, long position, ByteBuf source, BackingStore.Listener told) {
        begin(to, by, position, source.memoryAddress() + source.readerIndex(), source.readableBytes(), told);
    }

    private void begin(
            OpenFile whose, LinuxFile by, long position, long memory, int count, BackingStore.Listener told) {
        origin = whose;
        file = by;
        offset = position;
        address = memory;
        length = count;
        listener = told;
        done = 0;
        again = 0;
    }

    boolean write() {
        return target == null;
    }

    int descriptor() {
        return file.descriptor();
    }

    /** Where the next piece goes. */
    long nextAddress() {
        return address + done;
    }

    long nextOffset() {
        return offset + done;
    }

    int remaining() {
        return length - done;
    }

    /**
     * The kernel has answered.
     *
     * @param result bytes moved, or a negative error number
     * @return whether another piece has to be asked for
     */
    boolean answered(int result) {
        if (result > 0) {
            done += result;
            return remaining() > 0;
        }
        return result == -Errno.EAGAIN || result == -Errno.EINTR || abandoned(result) && again++ < ATTEMPTS;
    }

    /**
     * The kernel finishes some requests on the thread that handed them over. One whose thread has ended meanwhile, as idle threads
     * of a device do, answers that it was cancelled, or that there is no memory any more; nothing is wrong with it then.
     */
    private static boolean abandoned(int result) {
        return result == -Errno.ECANCELED || result == -Errno.EFAULT;
    }

    /** After the last piece, which gave {@code result}: says so, and is free for the next. */
    void end(int result) {
        IOException failure = null;
        if (result < 0) {
            failure = new LinuxException(write() ? "write" : "read", -result, file.path());
        } else if (write() && remaining() > 0) {
            failure = new EOFException(file.path() + " takes no more");
        }
        file.release();
        OpenFile whose = origin;
        ByteBuf to = target;
        BackingStore.Listener told = listener;
        origin = null;
        file = null;
        target = null;
        listener = null;
        if (to == null) {
            told.ended(failure == null ? null : whose.failure(offset + done, failure));
        } else {
            to.writerIndex(start + done);
            told.ended(whose.readEnded(offset + done, to, length - done, failure));
        }
    }
}
