package org.scst.vdisk.internal.file;

import java.io.EOFException;
import java.io.IOException;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;

/**
 * One read or write that the kernel carries out while nobody waits, piece by piece where it moves less than was asked for.
 *
 * <p><i>Threading:</i> used by whoever has it: the one who begins it, then the ring's. <i>Ownership:</i> holds a reference of the
 * file until it has ended; memory is borrowed until then.
 */
final class Request {
    /** More than there are threads that end at a time, and an end to it where the memory is really bad. */
    private static final int ATTEMPTS = 100;

    private final LinuxFile file;
    private final boolean write;
    private final long address;
    private final int length;
    private final long offset;
    private final Ended ended;
    private int done;
    private int again;

    /** Is told once, on the ring's thread. */
    @FunctionalInterface
    interface Ended {
        /**
         * @param moved bytes; less than wanted only at the end of a file that is read
         * @param failure of the operating system, or {@code null}
         */
        void ended(int moved, IOException failure);
    }

    private Request(LinuxFile file, boolean write, long offset, long address, int length, Ended ended) {
        this.file = file.retain();
        this.write = write;
        this.offset = offset;
        this.address = address;
        this.length = length;
        this.ended = ended;
    }

    static Request read(LinuxFile file, long offset, long address, int length, Ended ended) {
        return new Request(file, false, offset, address, length, ended);
    }

    static Request write(LinuxFile file, long offset, long address, int length, Ended ended) {
        return new Request(file, true, offset, address, length, ended);
    }

    boolean write() {
        return write;
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

    /** After the last piece, which gave {@code result}. */
    void end(int result) {
        file.release();
        if (result < 0) {
            ended.ended(done, new LinuxException(write ? "write" : "read", -result, file.path()));
        } else if (write && remaining() > 0) {
            ended.ended(done, new EOFException(file.path() + " takes no more"));
        } else {
            ended.ended(done, null);
        }
    }

    /** It was never begun. */
    void refused() {
        file.release();
    }
}
