package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.store.BackingStore;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.encryption.Encryption;
import org.scst.vdisk.internal.encryption.Sealing;
import org.scst.vdisk.internal.protection.ProtectedStore;
import org.scst.vdisk.internal.protection.Protection;
import org.scst.vdisk.internal.protection.ProtectionType;

/**
 * What the command families share: the store in logical blocks, whether writes must be durable, and what errors mean.
 *
 * <p><i>Threading:</i> thread-safe; immutable but for one volatile.
 */
final class BlockMedium {
    private static final int CONTROL_PAGE = 0x0A;
    private static final int ATO_BYTE = 3;
    private static final int ATO = 0x80;
    private final DiskSettings settings;
    /** The one behind, whatever is beside it. */
    private final BackingStore plain;

    private final Encryption encryption;
    private final Protection protection;
    /** Changed while no command of the medium is in progress, and before the next is let in. */
    private BackingStore store;

    private ProtectedBlocks protectedBlocks;
    private final DeviceContext context;
    private final FlushQueue flushes;
    private final MediumErrors errors;
    private final BlocksBeingChanged beingChanged;
    private final AtomicWrites atomicWrites;
    private final int blockShift;
    private volatile boolean writeCacheEnabled;

    /** @param encryption by which the store encrypts; {@code null} when it does not */
    BlockMedium(
            DiskSettings settings,
            BackingStore store,
            Encryption encryption,
            DeviceContext context,
            MediumErrors errors) {
        this.settings = settings;
        this.plain = store;
        this.encryption = encryption;
        this.store = store;
        this.context = context;
        this.errors = errors;
        this.flushes = new FlushQueue(this::flushStore, context.executor());
        this.beingChanged = new BlocksBeingChanged(context);
        this.blockShift = settings.geometry().blockShift();
        Sealing sealing = encryption == null ? Sealing.NONE : encryption;
        this.atomicWrites = new AtomicWrites(context, store, 1 << blockShift, sealing);
        this.protection = new Protection(context, store, 1 << blockShift, sealing);
        this.writeCacheEnabled = !settings.medium().writeThrough();
    }

    /**
     * Finds the protection information that the medium has.
     *
     * @return what is wrong with it, or {@code null}
     */
    String openProtection() throws IOException {
        adopt(protection.open(settings.medium().readOnly()));
        return protectedBlocks == null ? protection.missing() : null;
    }

    private void adopt(ProtectedStore found) {
        store = found == null ? plain : found;
        protectedBlocks = found == null ? null : new ProtectedBlocks(this, found);
    }

    /** Whether FORMAT UNIT can make protection information. */
    boolean protectable() {
        return protection.possible();
    }

    /** The medium is being formatted: what protection information it had is gone. */
    void removeProtection() throws IOException {
        protection.remove(protectedBlocks == null ? null : protectedBlocks.store());
        adopt(null);
    }

    /** The medium has been formatted. */
    void createProtection(ProtectionType type) throws IOException {
        adopt(protection.create(type));
    }

    /** What moves blocks when they have protection information; {@code null} when they have none. */
    ProtectedBlocks protectedBlocks() {
        return protectedBlocks;
    }

    /** Whether what is on the medium is encrypted, so that a new key is enough to erase it. */
    boolean encrypted() {
        return encryption != null;
    }

    /** Makes what was written unreadable for good: nobody has a key to it any more, nor anything it could be recognised by. */
    void renewKey() throws IOException {
        if (protectedBlocks != null) {
            protectedBlocks.store().forget();
        }
        encryption.renew();
    }

    /** ATO in the Control mode page: whether application tags are the application client's, and checked for it. */
    boolean applicationTagsOwned() {
        return (context.currentModePage(CONTROL_PAGE, 0)[ATO_BYTE] & ATO) != 0;
    }

    /** Whether the command was parsed for protection information, which FORMAT UNIT has taken away since. */
    boolean outdated(DeviceCommand command) {
        return protectedBlocks == null && TransferFields.protect(command.cdb()) != 0;
    }

    /** Type of the protection information; {@code null} when there is none. */
    ProtectionType protectionType() {
        ProtectedBlocks blocks = protectedBlocks;
        return blocks == null ? null : blocks.store().type();
    }

    /** It has been formatted, with other protection information maybe: core reads again what the device server says of itself. */
    void formatted(ProtectionType before) {
        context.changed();
        if (before != protectionType()) {
            context.establish(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
        }
    }

    /** Who changes which blocks, once a command needs to know. */
    BlocksBeingChanged beingChanged() {
        return beingChanged;
    }

    /** What WRITE ATOMIC writes by, and readers look at. */
    AtomicWrites atomicWrites() {
        return atomicWrites;
    }

    /** Reads, appending to the buffer, all before or all after an atomic write; on the device's context only. */
    void read(long offset, ByteBuf target, int length) throws IOException {
        long stamp = atomicWrites.holdOff();
        try {
            store.read(offset, target, length);
        } finally {
            atomicWrites.letGo(stamp);
        }
    }

    /** Reads what a read begins with; the result means nothing. */
    int glance() {
        return (int) (atomicWrites.optimistically() + store.capacity()) + (protectedBlocks == null ? 0 : 1);
    }

    /** What changes a range of the store. */
    @FunctionalInterface
    interface Change {
        void make(long offset, long length) throws IOException;
    }

    /** Changes a range, and no part of it while somebody else compares and writes there; on the device's context only. */
    void change(long lba, long blocks, Change change) throws IOException {
        try (BlocksBeingChanged.Range held = held(lba, blocks)) {
            change.make(bytes(lba), bytes(blocks));
        }
    }

    /** Holds a range until closed, where that is asked of writers; else {@code null}. On the device's context only. */
    BlocksBeingChanged.Range held(long lba, long blocks) throws BlocksBeingChanged.RefusedException {
        return beingChanged.kept() ? beingChanged.hold(lba, blocks) : null;
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

    /** The store without what is beside it. */
    BackingStore plainStore() {
        return plain;
    }

    DiskSettings settings() {
        return settings;
    }

    BlockLimits limits() {
        return BlockLimits.of(settings, store.unmapGranularity(), protectedBlocks != null);
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

    /** Whether what the cache holds outlives a loss of power, so that nobody needs to wait for it to be written (nv_cache). */
    boolean cacheIsNonVolatile() {
        return settings.medium().nvCache();
    }

    /** WCE, or a cache that is not volatile: whether a write may be answered before it is durable. */
    boolean writeCacheEnabled() {
        return writeCacheEnabled;
    }

    /** What was cached becomes durable soon after the cache was switched off. */
    void writeCacheEnabled(boolean enabled) {
        boolean before = writeCacheEnabled;
        if (cacheIsNonVolatile()) {
            return;
        }
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
        if (cacheIsNonVolatile()) {
            return Outcome.GOOD;
        }
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
