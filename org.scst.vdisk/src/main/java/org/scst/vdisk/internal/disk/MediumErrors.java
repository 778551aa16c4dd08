package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreAwayException;
import org.scst.core.store.StoreFullException;
import org.scst.core.store.StoreLostException;
import org.scst.vdisk.internal.protection.ProtectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what an error of the store means to the application client, and logs it: the first of a run of equal ones, for an
 * initiator may try the same block ten thousand times a second. Which block it was, each command's sense data says.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class MediumErrors {
    private static final Logger LOG = LoggerFactory.getLogger(MediumErrors.class);
    private static final Outcome GONE =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);
    /** Whether it was done nobody knows: initiators ask again. */
    private static final Outcome AWAY =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_UNIT_COMMUNICATION_FAILURE);

    private final DeviceContext context;
    private final int blockShift;
    private final LongSupplier clock;
    private final Episode full;
    private final Episode reads;
    private final Episode writes;
    private volatile IOException latched;

    /**
     * @param clock nanoseconds, as {@link System#nanoTime()}
     */
    MediumErrors(DeviceContext context, int blockShift, LongSupplier clock) {
        this.context = context;
        this.blockShift = blockShift;
        this.clock = clock;
        String earlier = context.latchedWriteError();
        this.latched = earlier == null ? null : new FlushFailedException(earlier, null);
        this.full = new Episode(clock.getAsLong());
        this.reads = new Episode(clock.getAsLong());
        this.writes = new Episode(clock.getAsLong());
    }

    /** Of a read that began at {@code lba}. */
    Outcome readFailed(long lba, IOException e) {
        if (e instanceof StoreLostException) {
            return GONE;
        }
        if (e instanceof StoreAwayException) {
            return AWAY;
        }
        if (e instanceof ProtectionException failed) {
            return failed.outcome();
        }
        long place = place(lba, e);
        tell(reads, "read", place, e);
        return mediumError(AdditionalSense.UNRECOVERED_READ_ERROR, place);
    }

    /** Of a write, or of giving storage back, that began at {@code lba}. */
    Outcome writeFailed(long lba, IOException e) {
        if (e instanceof BlocksBeingChanged.RefusedException refused) {
            return refused.outcome();
        }
        if (e instanceof StoreLostException) {
            return GONE;
        }
        if (e instanceof StoreAwayException) {
            return AWAY;
        }
        if (e instanceof ProtectionException failed) {
            return failed.outcome();
        }
        if (e instanceof StoreFullException) {
            return full(e);
        }
        if (e instanceof FlushFailedException) {
            return flushFailed(e);
        }
        long place = place(lba, e);
        tell(writes, "written", place, e);
        return mediumError(AdditionalSense.WRITE_ERROR, place);
    }

    /**
     * Of a flush: acknowledged writes may be lost, so no more are taken, and no flush may say GOOD, until an operator has
     * looked.
     */
    Outcome flushFailed(IOException e) {
        if (e instanceof StoreAwayException) {
            return AWAY;
        }
        if (latched == null) {
            latched = e;
            String reason = "a flush failed, acknowledged writes may be lost: " + e.getMessage();
            LOG.error("{}: {}", context.name(), reason);
            context.latchWriteError(reason);
        }
        return Outcome.WRITE_ERROR;
    }

    /** The kernel tells a lost write once and forgets it; this does not: throws it again until it is cleared. */
    void refuseToFlush() throws IOException {
        IOException failure = latched;
        if (failure != null) {
            throw failure;
        }
    }

    /** An operator has looked. */
    void clear() {
        latched = null;
    }

    private Outcome full(IOException e) {
        if (full.begins(clock.getAsLong())) {
            LOG.error(
                    "{}: no room for a write: {}; writes to new places are refused until there is",
                    context.name(),
                    e.getMessage());
        }
        return Outcome.SPACE_ALLOCATION_FAILED;
    }

    private void tell(Episode episode, String done, long place, IOException e) {
        if (episode.begins(clock.getAsLong())) {
            LOG.error(
                    "{}: block {} cannot be {}: {}; what follows within a minute is not told",
                    context.name(),
                    place,
                    done,
                    e.getMessage());
        } else {
            LOG.debug("{}: block {} cannot be {}: {}", context.name(), place, done, e.getMessage());
        }
    }

    private long place(long lba, IOException e) {
        return e instanceof MediumException medium ? medium.offset() >>> blockShift : lba;
    }

    private static Outcome mediumError(AdditionalSense additional, long lba) {
        return Outcome.check(Sense.of(SenseKey.MEDIUM_ERROR, additional).withInformation(lba));
    }
}
