package org.scst.passthru.internal.device;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.TimeoutClass;
import org.scst.passthru.internal.configuration.PassthroughSettings;
import org.scst.passthru.internal.discovery.ScsiDevice;
import org.scst.passthru.internal.generic.Claim;
import org.scst.passthru.internal.generic.DeviceInUseException;
import org.scst.passthru.internal.generic.ScsiGeneric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the device is there. One that is taken out leaves its logical unit mapped and NOT READY; it is looked for once a second, under
 * whatever name the kernel gives it then, and served again when it is the same logical unit.
 *
 * <p><i>Threading:</i> thread-safe: {@link #look} and what it does under the object's monitor, on the device's threads. <i>Ownership:</i>
 * of the way to the device, its lease and its claim, from the constructor to {@link #close} or {@link #abandon}.
 */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    /** After an update or a restart whoever served it before may still be closing. */
    private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(5);

    private final PassthroughSettings settings;
    private final DeviceContext context;
    private final Ways ways;
    private final Runnable closed;
    private final DeviceContext.Lease lease;
    private Claim claim;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile ScsiGeneric way;
    private Identity identity;
    private PassthroughDevice device;
    private Ways.Beat beat = () -> {};
    private String whyNot = "";
    private boolean ended;

    /** Finds and opens the device. */
    Presence(PassthroughSettings settings, DeviceContext context, Ways ways, Runnable closed) throws IOException {
        this.settings = settings;
        this.context = context;
        this.ways = ways;
        this.closed = closed;
        ScsiDevice found = ways.find(settings.device());
        ScsiGeneric opened = ways.open(found, settings.blockGeneric(), context.name());
        try {
            identity = identify(opened);
            lease = context.lease("SCSI device " + identity.key(found.address()));
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        way = opened;
        try {
            claim = ways.claim(found, CLAIM_PATIENCE);
        } catch (IOException | RuntimeException e) {
            opened.close();
            lease.close();
            throw e;
        }
        LOG.info("{}: {} at {}, {}", context.name(), identity, found.address(), found.generic());
    }

    private Identity identify(ScsiGeneric opened) throws IOException {
        return Identity.read(new DeviceQueries(opened, settings.kind().timeout(TimeoutClass.NORMAL)));
    }

    synchronized Identity identity() {
        return identity;
    }

    /** Whose it is; from now on it is looked for. */
    synchronized void device(PassthroughDevice served) {
        device = served;
        beat = ways.everySecond(() -> post(served::beat));
    }

    private void post(Runnable work) {
        try {
            if (looking.compareAndSet(false, true)) {
                context.executor().execute(() -> {
                    try {
                        work.run();
                    } finally {
                        looking.set(false);
                    }
                });
            }
        } catch (RejectedExecutionException closing) {
            looking.set(false);
        }
    }

    /** Where commands go now. */
    ScsiGeneric way() {
        return way;
    }

    boolean there() {
        return way != Absent.DEVICE;
    }

    /** Looks on one of the device's threads, soon. */
    void lookSoon() {
        post(this::look);
    }

    /** Looks whether it is still there, or there again; blocks. */
    synchronized void look() {
        if (ended) {
            return;
        }
        if (!there()) {
            lookForIt();
        } else if (!way.present()) {
            lost(identity + " was taken out");
        } else {
            keep();
        }
    }

    /** The kernel's other drivers take a device after its SCSI generic driver has. */
    private void keep() {
        try {
            claim.extend();
        } catch (DeviceInUseException e) {
            lost(e.getMessage());
        } catch (IOException e) {
            LOG.debug("{}: {}", context.name(), e.getMessage());
        }
    }

    private void lost(String why) {
        ScsiGeneric old = way;
        way = Absent.DEVICE;
        old.close();
        claim.close();
        notReady(why);
    }

    private void notReady(String why) {
        if (!why.equals(whyNot)) {
            whyNot = why;
            LOG.warn("{}: {}", context.name(), why);
            context.notReady(AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED, why);
        }
    }

    private void lookForIt() {
        ScsiGeneric opened = null;
        try {
            ScsiDevice found = ways.find(settings.device());
            opened = ways.open(found, settings.blockGeneric(), context.name());
            Identity now = identify(opened);
            if (!now.sameLogicalUnit(identity)) {
                notReady(now + " stands where " + identity + " was; change the device's file to serve this one");
            } else {
                claim = ways.claim(found, Duration.ZERO);
                found(opened, now, found);
                opened = null;
            }
        } catch (DeviceInUseException e) {
            notReady(e.getMessage());
        } catch (IOException e) {
            LOG.debug("{}: {}", context.name(), e.getMessage());
        } finally {
            if (opened != null) {
                opened.close();
            }
        }
    }

    private void found(ScsiGeneric opened, Identity now, ScsiDevice at) {
        LOG.info("{}: {} is back at {}, {}", context.name(), now, at.address(), at.generic());
        identity = now;
        way = opened;
        whyNot = "";
        device.returned(now);
        context.mediumMayHaveChanged();
        context.ready();
    }

    /**
     * Resets the logical unit, as far as the kernel can.
     *
     * @return whether it is there at all
     */
    boolean reset() {
        if (!there()) {
            return false;
        }
        try {
            way.reset();
        } catch (IOException e) {
            LOG.warn(
                    "{}: its commands have ended, but the device itself cannot be reset: {}",
                    context.name(),
                    e.getMessage());
        }
        return true;
    }

    /** It is not served after all. */
    synchronized void abandon() {
        way.close();
        claim.close();
        lease.close();
    }

    /** Lets go; all commands have left. */
    synchronized void close() {
        ended = true;
        beat.close();
        abandon();
        closed.run();
    }
}
