package org.scst.vdisk.internal.file;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.ScatterList;
import org.scst.core.store.BackingStore;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreFullException;
import org.scst.core.store.StoreLostException;

/**
 * An open file with the lease and the kernel's lock that make it ours, and what its file system was found to be able to do.
 *
 * <p><i>Threading:</i> thread-safe except {@link #close()}.
 */
final class OpenFile {
    private final StorageFile storage;
    private final FileIdentity identity;
    private StoreContext.Lease lease;
    private final boolean readOnly;
    private final boolean inMemory;
    /** Learnt from the first answer, and then always the same: a stale value costs one system call. */
    private boolean askable = true;

    private OpenFile(StorageFile storage, FileIdentity identity, StoreContext.Lease lease, boolean readOnly)
            throws IOException {
        this.storage = storage;
        this.identity = identity;
        this.lease = lease;
        this.readOnly = readOnly;
        this.inMemory = storage.inMemory();
    }

    /**
     * Opens what stands under the name now. The lease comes first, so that an earlier opening of a device in this process is waited
     * for before the kernel is asked.
     *
     * @param before what was open until now, {@code null} at first: when that is gone and has come back, {@link #succeed} is next
     */
    static OpenFile open(
            FileSystemAccess files, FileSettings settings, boolean readOnly, StoreContext context, OpenFile before)
            throws IOException {
        Path path = settings.path();
        FileIdentity identity = files.identify(path);
        boolean back = before != null && before.identity.equals(identity);
        boolean leased = identity != null && !readOnly && !back;
        StoreContext.Lease lease = leased ? context.lease(identity.backingObject()) : null;
        StorageFile storage = null;
        try {
            storage = files.open(path, readOnly, settings.direct());
            if (!storage.identity().equals(identity)) {
                throw new IOException(path + " was replaced while it was opened");
            }
            if (!readOnly && !storage.lock()) {
                throw new IOException(path + " is in use: another process, or another device, holds a lock on it");
            }
            return new OpenFile(storage, identity, lease, readOnly);
        } catch (IOException e) {
            letGo(storage, lease);
            throw e;
        }
    }

    /** Comes after what is gone, and takes its lease over where that has come back as this. */
    void succeed(OpenFile before) {
        if (before == null) {
            return;
        }
        if (before.storage.gone()) {
            before.storage.succeeded(storage);
        }
        if (before.identity.equals(identity)) {
            lease = before.lease;
            before.lease = null;
        }
    }

    StorageFile storage() {
        return storage;
    }

    FileIdentity identity() {
        return identity;
    }

    int readNonBlocking(long offset, ByteBuf target, int length) {
        if (!target.hasMemoryAddress()) {
            return 0;
        }
        if (!askable) {
            return inMemory ? readMemory(offset, target, length) : 0;
        }
        int start = target.writerIndex();
        int count = storage.readNonBlocking(offset, target.memoryAddress() + start, length);
        if (count > 0) {
            target.writerIndex(start + count);
            return count;
        }
        if (count == 0 && storage.zeroesPastEnd()) {
            target.writeZero(length);
            return length;
        }
        if (count == StorageFile.NOT_SUPPORTED) {
            askable = false;
            return inMemory ? readMemory(offset, target, length) : 0;
        }
        return 0;
    }

    /** Whether the page cache is read, or memory, where it can be told what would wait. */
    boolean readsIntoPieces() {
        return !storage.direct() && (askable || inMemory);
    }

    /** Reads into memory that may be gone; returns whether all of it was read. */
    boolean readNonBlocking(long offset, ScatterList target) {
        boolean asks = askable;
        if (!asks && !inMemory) {
            return false;
        }
        int count = storage.readNonBlocking(offset, target, !asks);
        if (count == StorageFile.NOT_SUPPORTED) {
            askable = false;
        }
        return count == target.length();
    }

    /** Has the kernel read while nobody waits; past the end of the file are zeroes. */
    boolean beginRead(RequestRing ring, long offset, ByteBuf target, int length, BackingStore.Listener listener) {
        LinuxFile file = storage.readsFrom(offset, target.memoryAddress() + target.writerIndex(), length);
        if (file == null) {
            return false;
        }
        boolean begun = ring.read(this, file.retain(), offset, target, length, listener);
        if (!begun) {
            file.release();
        }
        return begun;
    }

    /**
     * The kernel has read what there was.
     *
     * @param offset of what is missing
     * @param missing bytes of the range, 0 or more
     * @param failure that the kernel told of, or {@code null}
     * @return what is wrong with the range, or {@code null} when it is complete now
     */
    IOException readEnded(long offset, ByteBuf target, int missing, IOException failure) {
        IOException wrong = failure == null && missing > 0 ? pastEnd() : failure;
        if (wrong != null) {
            return failure(offset, wrong);
        }
        target.writeZero(missing);
        return null;
    }

    /** Has the kernel write while nobody waits. */
    boolean beginWrite(RequestRing ring, long offset, ByteBuf source, BackingStore.Listener listener) {
        LinuxFile file =
                storage.writesTo(offset, source.memoryAddress() + source.readerIndex(), source.readableBytes());
        if (file == null) {
            return false;
        }
        boolean begun = ring.write(this, file.retain(), offset, source, listener);
        if (!begun) {
            file.release();
        }
        return begun;
    }

    /** Whether a write waits for no device: the file system is in memory. */
    boolean writesToMemory() {
        return inMemory && !storage.direct();
    }

    /** A file in memory cannot make its reader wait. */
    private int readMemory(long offset, ByteBuf target, int length) {
        int start = target.writerIndex();
        try {
            read(offset, target, length);
            return length;
        } catch (IOException e) {
            // Told again, with its place, when the rest is asked for.
            return target.writerIndex() - start;
        }
    }

    void read(long offset, ByteBuf target, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int start = target.writerIndex();
            int count;
            try {
                count = storage.read(offset + done, target.memoryAddress() + start, length - done);
            } catch (LinuxException e) {
                throw failure(offset + done, e);
            }
            if (count == 0) {
                readPastEnd(offset + done, target, length - done);
                return;
            }
            target.writerIndex(start + count);
            done += count;
        }
    }

    private void readPastEnd(long offset, ByteBuf target, int length) throws IOException {
        IOException wrong = pastEnd();
        if (wrong != null) {
            throw failure(offset, wrong);
        }
        target.writeZero(length);
    }

    /** What is wrong with reading past the end; {@code null} when that gives zeroes. */
    private IOException pastEnd() {
        return storage.zeroesPastEnd() ? null : new EOFException("past the end");
    }

    /** What an error of the operating system means for the range that begins at {@code offset}. */
    IOException failure(long offset, IOException e) {
        if (storage.gone()) {
            return new StoreLostException(e.getMessage(), e);
        }
        int errno = e instanceof LinuxException told ? told.errno() : 0;
        return switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> new StoreFullException(e.getMessage(), e);
            default -> new MediumException(offset, e.getMessage(), e);
        };
    }

    void write(long offset, long address, int length, boolean durable) throws IOException {
        int done = 0;
        while (done < length) {
            try {
                done += storage.write(offset + done, address + done, length - done, durable);
            } catch (LinuxException e) {
                throw durable
                        ? durableFailure(offset + done, address + done, length - done, e)
                        : failure(offset + done, e);
            }
        }
    }

    /**
     * A durable write can fail twice over: there is no room, and nothing else is touched; or the data went into the page cache
     * and making it durable failed, which also uses up the only report of older writes that were lost. Writing once more without
     * durability tells the two apart.
     */
    private IOException durableFailure(long offset, long address, int length, LinuxException e) {
        try {
            storage.write(offset, address, length, false);
        } catch (LinuxException again) {
            return failure(offset, again);
        } catch (IOException again) {
            return again;
        }
        return new FlushFailedException(e.getMessage(), e);
    }

    /** Makes everything durable, then lets go, whatever comes of it. */
    void close() throws IOException {
        try {
            if (!readOnly && !storage.gone()) {
                storage.sync();
            }
        } catch (IOException e) {
            throw new FlushFailedException(e.getMessage(), e);
        } finally {
            letGo(storage, lease);
        }
    }

    private static void letGo(StorageFile storage, StoreContext.Lease lease) {
        if (storage != null) {
            storage.close();
        }
        if (lease != null) {
            lease.close();
        }
    }
}
