package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.scsi.Outcome;

/**
 * The disk as third-party copies read and write it: every write is one that others see whole, and as durable as a WRITE.
 *
 * <p><i>Threading:</i> thread-safe; on the device's context.
 */
final class CopiedBlocks implements LogicalBlocks {
    /** The medium has been formatted since: its blocks are no longer bytes alone. */
    private static final Outcome PROTECTED = Outcome.INVALID_OPERATION_CODE;

    private final BlockMedium medium;

    CopiedBlocks(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome read(long lba, int blocks, ByteBuf target) {
        if (isProtected()) {
            return PROTECTED;
        }
        try {
            medium.read(medium.bytes(lba), target, (int) medium.bytes(blocks));
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(lba, e);
        }
    }

    @Override
    public Outcome write(long lba, ByteBuf source) {
        if (isProtected()) {
            return PROTECTED;
        }
        try {
            medium.write(lba, source, !medium.writeCacheEnabled());
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().writeFailed(lba, e);
        }
    }

    @Override
    public boolean copiesFrom(LogicalBlocks source) {
        return source instanceof CopiedBlocks other && medium.store().copiesFrom(other.medium.store());
    }

    @Override
    public Outcome copyFrom(LogicalBlocks source, long sourceLba, long lba, long bytes) {
        BlockMedium from = ((CopiedBlocks) source).medium;
        if (isProtected() || from.protectedBlocks() != null) {
            return PROTECTED;
        }
        try (BlocksBeingChanged.Range held = medium.held(lba, bytes / medium.blockLength())) {
            if (!medium.store().copyFrom(from.store(), from.bytes(sourceLba), medium.bytes(lba), bytes)) {
                return null;
            }
            if (!medium.writeCacheEnabled()) {
                medium.flush();
            }
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().writeFailed(lba, e);
        }
    }

    @Override
    public Outcome zero(long lba, long blocks) {
        if (isProtected()) {
            return PROTECTED;
        }
        try {
            medium.change(lba, blocks, medium.store()::writeZeroes);
            if (!medium.writeCacheEnabled()) {
                medium.flush();
            }
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().writeFailed(lba, e);
        }
    }

    private boolean isProtected() {
        return medium.protectedBlocks() != null;
    }

    /** A disk that is only read may be another one's file, by which it is written. */
    @Override
    public boolean watches() {
        return !medium.settings().medium().readOnly();
    }

    @Override
    public void beginWatching() {
        medium.beingChanged().begin();
    }

    @Override
    public Watch watch(List<BlockRange> ranges) {
        return medium.beingChanged().begun() ? medium.beingChanged().watch(ranges) : null;
    }
}
