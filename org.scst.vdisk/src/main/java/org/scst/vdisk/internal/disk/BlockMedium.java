package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.Outcome;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.store.BackingStore;

/**
 * What the command families share: the store in logical blocks, whether writes must be durable, and what errors mean.
 *
 * <p><i>Threading:</i> thread-safe; immutable but for one volatile.
 */
final class BlockMedium {
    private final DiskSettings settings;
    private final BackingStore store;
    private final DeviceContext context;
    private final FlushQueue flushes;
    private final MediumErrors errors;
    private final BlocksBeingChanged beingChanged;
    private final int blockShift;
    private volatile boolean writeCacheEnabled;

    BlockMedium(DiskSettings settings, BackingStore store, DeviceContext context, MediumErrors errors) {
        this.settings = settings;
        this.store = store;
        this.context = context;
        this.errors = errors;
        this.flushes = new FlushQueue(this::flushStore, context.executor());
        this.beingChanged = new BlocksBeingChanged(context);
        this.blockShift = settings.geometry().blockShift();
        this.writeCacheEnabled = !settings.medium().writeThrough();
    }

    /** Who changes which blocks, once a command needs to know. */
    BlocksBeingChanged beingChanged() {
        return beingChanged;
    }

    /** What changes a range of the store. */
    @FunctionalInterface
    interface Change {
        void make(long offset, long length) throws IOException;
    }

    /** Changes a range, and no part of it while somebody else compares and writes there; on the device's context only. */
    void change(long lba, long blocks, Change change) throws IOException {
        if (!beingChanged.kept()) {
            change.make(bytes(lba), bytes(blocks));
            return;
        }
        try (BlocksBeingChanged.Range held = beingChanged.hold(lba, blocks)) {
            change.make(bytes(lba), bytes(blocks));
        }
    }

    /** {@link #change} to what the buffer has; on event loops too while nobody needs to know who changes what. */
    void write(long lba, ByteBuf data, boolean durable) throws IOException {
        if (!beingChanged.kept()) {
            store.write(bytes(lba), data, durable); // the way of nearly every write makes no object
            return;
        }
        change(lba, data.readableBytes() >> blockShift, (offset, length) -> store.write(offset, data, durable));
    }

    BackingStore store() {
        return store;
    }

    DiskSettings settings() {
        return settings;
    }

    BlockLimits limits() {
        return BlockLimits.of(settings, store.unmapGranularity());
    }

    int blockLength() {
        return 1 << blockShift;
    }

    /** Number of logical blocks. */
    long blocks() {
        return store.capacity() >>> blockShift;
    }

    /** Bytes before a logical block, or in so many of them. */
    long bytes(long blocks) {
        return blocks << blockShift;
    }

    /** WCE: whether a write may be answered before it is durable. */
    boolean writeCacheEnabled() {
        return writeCacheEnabled;
    }

    /** What was cached becomes durable soon after the cache was switched off. */
    void writeCacheEnabled(boolean enabled) {
        boolean before = writeCacheEnabled;
        writeCacheEnabled = enabled && !settings.medium().writeThrough();
        if (before && !enabled) {
            flushInBackground();
        }
    }

    private void flushStore() throws IOException {
        errors.refuseToFlush();
        store.flush();
    }

    /** Flushes without anybody waiting; a failure is logged and latches the device. */
    void flushInBackground() {
        flushes.join(this::flushedForNobody);
    }

    private void flushedForNobody(IOException failure) {
        if (failure != null) {
            errors.flushFailed(failure);
        }
    }

    /** Answers a command whose processing has returned nothing. */
    void complete(DeviceCommand command, long token, Outcome outcome) {
        context.complete(command, token, outcome);
    }

    /** Answers the command when everything written before is durable. */
    Outcome completeWhenDurable(DeviceCommand command) {
        long token = command.token();
        flushes.join(failure -> {
            Outcome outcome = failure == null ? Outcome.GOOD : errors.flushFailed(failure);
            context.complete(command, token, outcome);
        });
        return null;
    }

    /** Whether an initiator forbids to eject the medium. */
    boolean removalPrevented() {
        return context.removalPrevented();
    }

    /** Waits until everything written before is durable; on the device's context only. */
    void flush() throws IOException {
        try {
            flushes.flush();
        } catch (IOException e) {
            errors.flushFailed(e);
            throw e;
        }
    }

    MediumErrors errors() {
        return errors;
    }
}
