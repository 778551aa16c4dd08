package org.scst.vdisk.internal.file;

import java.io.IOException;

/**
 * One open regular file, as the store needs it: positional access to native memory. {@link LinuxStorageFile} is the real one.
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

    /** Bytes. */
    long size() throws IOException;

    /** Whether the file lives in memory, so that no access waits for a device. */
    boolean inMemory() throws IOException;

    /**
     * Reads what the page cache holds.
     *
     * @return bytes read, 0 at the end of the file; {@link #WOULD_BLOCK}; {@link #NOT_SUPPORTED}
     */
    int readNonBlocking(long offset, long address, int length);

    /** Whether accesses that the alignment allows go past the page cache. */
    boolean direct();

    /**
     * A read for the kernel to carry out while nobody waits.
     *
     * @return {@code null} when this access has to be made by {@link #read}
     */
    Request readRequest(long offset, long address, int length, Request.Ended ended);

    /** A write, as {@link #readRequest}. */
    Request writeRequest(long offset, long address, int length, Request.Ended ended);

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
