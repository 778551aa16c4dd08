package org.scst.vdisk.internal.file;

import java.io.IOException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.ScatterList;

/**
 * One open file or block device, as the store needs it: positional access to native memory. {@link LinuxStorageFile} and
 * {@link LinuxBlockDevice} are the real ones.
 *
 * <p><i>Threading:</i> thread-safe except {@link #close()}. Errors of the operating system are
 * {@link org.scst.core.linux.LinuxException}s.
 */
interface StorageFile extends AutoCloseable {
    /** {@link #readNonBlocking}: the bytes are not at hand. */
    int WOULD_BLOCK = -1;

    /** {@link #readNonBlocking}: this file system cannot say whether it would block. */
    int NOT_SUPPORTED = -2;

    /** Device and inode. */
    FileIdentity identity() throws IOException;

    /**
     * Bytes.
     *
     * @throws IOException also when a block device is {@link #gone}
     */
    long size() throws IOException;

    /** Whether what was opened is not there any more, whatever has its name now: a block device that was taken out. */
    boolean gone();

    /** What this one, which is gone, leaves to another that is opened in its place. */
    void succeeded(StorageFile successor);

    /** Whether what is past the end of one that has just shrunk reads as zeroes; else it cannot be read. */
    boolean zeroesPastEnd();

    /** Whether what {@link #punchHole} has given back reads as zeroes. */
    boolean unmappedReadsZero();

    /** Smallest range whose storage can be given back, in bytes. */
    int unmapGranularity();

    /** Whether the file lives in memory, so that no access waits for a device. */
    boolean inMemory() throws IOException;

    /**
     * Reads what the page cache holds.
     *
     * @return bytes read, 0 at the end of the file; {@link #WOULD_BLOCK}; {@link #NOT_SUPPORTED}
     */
    int readNonBlocking(long offset, long address, int length);

    /**
     * Reads what the page cache holds, into memory that may be gone.
     *
     * @param waits whether the read may do what it likes: {@link #inMemory} nothing waits for a device
     * @return bytes read, fewer where memory is gone; or as {@link #readNonBlocking(long, long, int)}
     */
    default int readNonBlocking(long offset, ScatterList target, boolean waits) {
        return WOULD_BLOCK;
    }

    /** Whether accesses that the alignment allows go past the page cache. */
    boolean direct();

    /**
     * By what the kernel is to carry out a read while nobody waits.
     *
     * @return {@code null} when this access has to be made by {@link #read}
     */
    LinuxFile readsFrom(long offset, long address, int length);

    /** As {@link #readsFrom}, for a write, which follows if the kernel has room for it. */
    LinuxFile writesTo(long offset, long address, int length);

    /**
     * Reads.
     *
     * @return bytes read, 0 at the end of the file
     */
    int read(long offset, long address, int length) throws IOException;

    /**
     * Writes.
     *
     * @param durable with RWF_DSYNC
     * @return bytes written
     */
    int write(long offset, long address, int length, boolean durable) throws IOException;

    /** fdatasync. */
    void sync() throws IOException;

    /** Makes the file longer, with a hole. */
    void growTo(long size) throws IOException;

    /**
     * Gives storage back.
     *
     * @return {@code false} when the file system cannot
     */
    boolean punchHole(long offset, long length) throws IOException;

    /**
     * Makes a range zero.
     *
     * @return {@code false} when the file system cannot
     */
    boolean zeroRange(long offset, long length) throws IOException;

    /**
     * Has the kernel copy from another file of this kind.
     *
     * @return bytes copied, 0 when nothing more can be had this way
     */
    default long copyFrom(StorageFile source, long sourceOffset, long offset, long length) throws IOException {
        return 0;
    }

    /** Has the kernel read the range into the page cache. */
    void willNeed(long offset, long length) throws IOException;

    /** Offset of the first data at or after {@code offset}, or -1 when a hole reaches to the end. */
    long nextData(long offset) throws IOException;

    /** Offset of the first hole at or after {@code offset}, which holds data; the end of the file counts as one. */
    long nextHole(long offset) throws IOException;

    /**
     * Takes the kernel's write lock on the whole file; held until closed.
     *
     * @return {@code false} when somebody else holds it
     */
    boolean lock() throws IOException;

    @Override
    void close();
}
