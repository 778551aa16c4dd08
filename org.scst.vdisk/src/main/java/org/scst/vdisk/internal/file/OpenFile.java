package org.scst.vdisk.internal.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import org.scst.core.linux.LinuxException;
import org.scst.vdisk.store.BackingStore;
import org.scst.vdisk.store.FlushFailedException;
import org.scst.vdisk.store.StoreContext;

/**
 * An open file with the lease and the kernel's lock that make it ours, and what its file system was found to be able to do.
 *
 * <p><i>Threading:</i> thread-safe except {@link #close()}.
 */
final class OpenFile {
    private final StorageFile storage;
    private final FileIdentity identity;
    private final StoreContext.Lease lease;
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

    static OpenFile open(FileSystemAccess files, FileSettings settings, boolean readOnly, StoreContext context)
            throws IOException {
        Path path = settings.path();
        StorageFile storage = files.open(path, readOnly, settings.direct());
        StoreContext.Lease lease = null;
        try {
            FileIdentity identity = storage.identity();
            lease = readOnly ? null : context.lease(identity.backingObject());
            if (!readOnly && !storage.lock()) {
                throw new IOException(path + " is in use: another process, or another device, holds a lock on it");
            }
            return new OpenFile(storage, identity, lease, readOnly);
        } catch (IOException e) {
            letGo(storage, lease);
            throw e;
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
        if (count == 0) {
            target.writeZero(length);
            return length;
        }
        if (count == StorageFile.NOT_SUPPORTED) {
            askable = false;
            return inMemory ? readMemory(offset, target, length) : 0;
        }
        return 0;
    }

    /** Has the kernel read while nobody waits; past the end of the file are zeroes. */
    boolean beginRead(RequestRing ring, long offset, ByteBuf target, int length, BackingStore.Listener listener) {
        int start = target.writerIndex();
        Request request = storage.readRequest(offset, target.memoryAddress() + start, length, (moved, failure) -> {
            target.writerIndex(start + moved);
            if (failure == null) {
                target.writeZero(length - moved);
            }
            listener.ended(failure == null ? null : FileStore.failure(offset + moved, failure));
        });
        return begin(ring, request);
    }

    /** Has the kernel write while nobody waits. */
    boolean beginWrite(RequestRing ring, long offset, ByteBuf source, BackingStore.Listener listener) {
        long address = source.memoryAddress() + source.readerIndex();
        Request request = storage.writeRequest(
                offset,
                address,
                source.readableBytes(),
                (moved, failure) ->
                        listener.ended(failure == null ? null : FileStore.failure(offset + moved, failure)));
        return begin(ring, request);
    }

    private static boolean begin(RequestRing ring, Request request) {
        if (request == null) {
            return false;
        }
        boolean begun = ring.begin(request);
        if (!begun) {
            request.refused();
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
                throw FileStore.failure(offset + done, e);
            }
            if (count == 0) {
                target.writeZero(length - done);
                return;
            }
            target.writerIndex(start + count);
            done += count;
        }
    }

    void write(long offset, long address, int length, boolean durable) throws IOException {
        int done = 0;
        while (done < length) {
            try {
                done += storage.write(offset + done, address + done, length - done, durable);
            } catch (LinuxException e) {
                throw durable
                        ? durableFailure(offset + done, address + done, length - done, e)
                        : FileStore.failure(offset + done, e);
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
            return FileStore.failure(offset, again);
        } catch (IOException again) {
            return again;
        }
        return new FlushFailedException(e.getMessage(), e);
    }

    /** Makes everything durable, then lets go, whatever comes of it. */
    void close() throws IOException {
        try {
            if (!readOnly) {
                storage.sync();
            }
        } catch (IOException e) {
            throw new FlushFailedException(e.getMessage(), e);
        } finally {
            letGo(storage, lease);
        }
    }

    private static void letGo(StorageFile storage, StoreContext.Lease lease) {
        storage.close();
        if (lease != null) {
            lease.close();
        }
    }
}
