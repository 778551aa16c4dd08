package org.scst.core.store;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;
import org.scst.core.device.DataMemory;

/**
 * The disk's side of one opened store.
 *
 * <p><b>Purpose.</b> What a store may ask for, and what it tells.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> Never blocks, except {@link #lease} and {@link #dataMemory}.
 *
 * <p><b>Ownership.</b> Dies when {@link BackingStore#close()} has returned; later calls do nothing.
 *
 * <p><b>Required or optional.</b> A store that writes must take the {@link #lease} of what it writes to.
 */
@ProviderType
public interface StoreContext {

    /**
     * Becomes the only writer of an object in this process: waits for an earlier holder to let go.
     *
     * @param backingObject identifies the object: device and inode of a file
     * @throws IOException when the holder, which is named, did not let go in time
     */
    Lease lease(String backingObject) throws IOException;

    /**
     * Calls {@code look} about once a second on the device's context, never twice at a time, until the watch is closed.
     */
    Watch watch(Runnable look);

    /** The device's own bounded threads, for work that may block. */
    Executor executor();

    /** {@link BackingStore#capacity()} has another value. */
    void resized();

    /** What is stored now may not be what was stored before, though the store is the same: initiators are told. */
    void mediumMayHaveChanged();

    /**
     * How much more the storage can take: for a store that was promised more than it has been given so far.
     *
     * @param available bytes that can still be written
     * @param total bytes of what the store lives on; 0 when it needs no more
     */
    void space(long available, long total);

    /**
     * How many bytes the storage could still take, whether or not it needs any; to be told now and then by a store that
     * {@link BackingStore#measuresSpace}.
     */
    void free(long available);

    /**
     * The storage is gone; the disk stays mapped and NOT READY.
     *
     * @param reason for the operator
     */
    void lost(String reason);

    /** The storage is back. */
    void found();

    /**
     * The storage is gone and expected back: this store is closed and another opened, and commands wait meanwhile. An opening that
     * ends with {@link org.scst.core.device.AwaitedException} is tried again.
     *
     * @param reason for the operator
     * @param limit how long commands wait
     */
    void reopen(String reason, Duration limit);

    /**
     * Has the data of the disk's commands lie in memory of its own from now on, which another process can be given. Each call makes
     * another one, and closes the one before: what one process was given is never given to the next.
     */
    DataMemory dataMemory() throws IOException;

    /** Held until closed. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /** Goes on until closed. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
