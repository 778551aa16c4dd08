package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.vdisk.internal.protection.ProtectionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one operation on the whole medium that SANITIZE or FORMAT UNIT has begun. Meanwhile the medium is not ready; resets, lost
 * nexuses and the abort of its command do not end it, and a restart or crash makes it begin again, for it is kept durably first.
 * One that failed leaves the medium unusable until another succeeds, or EXIT FAILURE MODE.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, under which nothing blocks; the work runs on the device's context.
 */
final class WholeMedium {
    private static final Logger LOG = LoggerFactory.getLogger(WholeMedium.class);
    private static final String OPERATION = "operation";
    private static final int PARTS = 0x10000;
    /** Progress is told in steps of this many parts. */
    private static final int STEP = PARTS / 256;

    private final BlockMedium medium;
    private final Readiness readiness;
    private final DeviceContext context;
    private WholeMediumTask task;
    private CountDownLatch running;
    private volatile boolean stopped;

    WholeMedium(BlockMedium medium, Readiness readiness, DeviceContext context) {
        this.medium = medium;
        this.readiness = readiness;
        this.context = context;
    }

    /** Whether a CRYPTOGRAPHIC ERASE of the device has begun, and not come to a good end. */
    static boolean erasesCryptographically(DeviceContext context) {
        WholeMediumTask kept = WholeMediumTask.read(context.kept(OPERATION));
        return kept != null && kept.kind() == WholeMediumTask.Kind.CRYPTOGRAPHIC_ERASE;
    }

    /** What was interrupted goes on; called when the device has opened. */
    void resume() {
        WholeMediumTask kept = WholeMediumTask.read(context.kept(OPERATION));
        if (kept == null) {
            return;
        }
        take(kept);
        readiness.occupied(kept.sense(), kept.reason());
        if (!kept.failed()) {
            LOG.info("{}: is {} again, from the beginning", context.name(), kept.reason());
            context.executor().execute(() -> run(kept, null, 0));
        }
    }

    private synchronized void take(WholeMediumTask next) {
        task = next;
        running = next.failed() ? null : new CountDownLatch(1);
    }

    /** What failed, and nothing has succeeded since; {@code null} when there is no such thing. */
    synchronized WholeMediumTask failed() {
        return task != null && task.failed() ? task : null;
    }

    /** Begins, in the device's context; the command is answered now if {@code immediate}, else when it is over. */
    Outcome begin(WholeMediumTask next, DeviceCommand command, boolean immediate) {
        synchronized (this) {
            if (running != null) {
                return Outcome.check(task.sense());
            }
            take(next);
        }
        try {
            context.keep(OPERATION, next.text());
        } catch (IOException e) {
            LOG.error("{}: is not {}, for that could not be noted down", context.name(), next.reason(), e);
            over(null);
            return Outcome.INTERNAL_TARGET_FAILURE;
        }
        readiness.occupied(next.sense(), next.reason());
        medium.beingChanged().shut(Outcome.check(next.sense()));
        LOG.info("{}: is {}", context.name(), next.reason());
        long token = command.token();
        context.executor().execute(() -> run(next, immediate ? null : command, token));
        return immediate ? Outcome.GOOD : null;
    }

    /** EXIT FAILURE MODE, on the device's context. */
    void exitFailureMode() throws IOException {
        context.keep(OPERATION, "");
        over(null);
        readiness.free();
    }

    private synchronized void over(WholeMediumTask left) {
        if (running != null) {
            running.countDown();
        }
        running = null;
        task = left;
    }

    /** @param command waits for the end; {@code null} when nobody does */
    private void run(WholeMediumTask doing, DeviceCommand command, long token) {
        Waiting waiting = new Waiting(command, token);
        Outcome outcome;
        ProtectionType before = medium.protectionType();
        try {
            if (!doing.sanitizes()) {
                medium.removeProtection();
            }
            new WholeMediumWork(medium, doing, (done, all) -> progress(doing, done, all, waiting)).run();
            if (stopped) {
                over(doing);
                return;
            }
            medium.flush();
            if (doing.sanitizes()) {
                medium.atomicWrites().erase();
            }
            if (doing.protection() != null) {
                medium.createProtection(doing.protection());
            }
            context.keep(OPERATION, "");
            over(null);
            medium.beingChanged().open();
            if (!doing.sanitizes()) {
                medium.formatted(before);
            }
            readiness.free();
            LOG.info("{}: is no longer {}", context.name(), doing.reason());
            outcome = Outcome.GOOD;
        } catch (IOException | RuntimeException e) {
            outcome = fail(doing, e);
        }
        waiting.answer(outcome);
    }

    private Outcome fail(WholeMediumTask doing, Exception e) {
        WholeMediumTask failed = doing.asFailed();
        LOG.error("{}: {}", context.name(), failed.reason(), e);
        try {
            context.keep(OPERATION, failed.text());
        } catch (IOException again) {
            LOG.error("{}: will be {} again by the next start", context.name(), doing.reason(), again);
        }
        over(failed);
        medium.beingChanged().open();
        readiness.occupied(failed.sense(), failed.reason());
        return Outcome.check(failed.sense());
    }

    /** @return whether to go on */
    private boolean progress(WholeMediumTask doing, long done, long all, Waiting waiting) {
        int parts = (int) Math.min(PARTS - 1, (long) ((double) done / all * PARTS));
        if (parts - waiting.told >= STEP) {
            waiting.told = parts;
            Sense sense = doing.sense().withProgress(parts);
            readiness.occupied(sense, doing.reason());
        }
        waiting.leaveIfAborted();
        return !stopped;
    }

    /** The device closes: the work pauses, until the next server resumes it. Returns when nothing touches the store any more. */
    void stop() {
        stopped = true;
        CountDownLatch ending;
        synchronized (this) {
            ending = running;
        }
        try {
            if (ending != null) {
                ending.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command that waits for the end, unless somebody aborts it: that is answered at once, the work goes on. */
    private final class Waiting {
        private DeviceCommand command;
        private final long token;
        private int told;

        private Waiting(DeviceCommand command, long token) {
            this.command = command;
            this.token = token;
        }

        private void leaveIfAborted() {
            if (command != null && command.aborted()) {
                answer(Outcome.TASK_ABORTED);
            }
        }

        private void answer(Outcome outcome) {
            if (command != null) {
                context.complete(command, token, outcome);
                command = null;
            }
        }
    }
}
