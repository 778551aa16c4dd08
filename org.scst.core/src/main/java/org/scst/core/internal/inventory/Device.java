package org.scst.core.internal.inventory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.scst.core.device.AwaitedException;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceHandler;
import org.scst.core.device.DeviceServer;
import org.scst.core.internal.event.Events;
import org.scst.core.internal.execution.BlockingContext;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.primary.DeviceFacts;
import org.scst.core.internal.spool.SpooledDevice;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured device from its file's appearance to its deletion: opens, replaces and closes its device server, and keeps the
 * logical unit mapped meanwhile.
 *
 * <p><i>Threading:</i> confined to the control thread; opening, configuring and closing run on a thread of the device's own and
 * report back.
 */
final class Device {
    private static final Logger LOG = LoggerFactory.getLogger(Device.class);
    private static final long RETRY_SECONDS = 1;
    private static final long AWAITED_MILLIS = 20;
    private static final long OPEN_SECONDS = 10;

    private final String pid;
    private final LogicalUnit logicalUnit;
    private final DeviceFacts facts;
    private final DeviceInstallation installation;
    private final ScheduledExecutorService control;
    private final BlockingContext lifecycle;
    private final Leasing leasing;
    private final DeviceEvents events;
    private final DeviceStanding standing;
    private final WriteErrorLatch writeErrors;
    private final Withholding withholding;
    private final OperatorHold operatorHold;
    private final DeviceWords words;
    private final IntSupplier warnAt;
    private final SpaceThreshold space = new SpaceThreshold();

    private DeviceConfiguration configuration;
    private DeviceHandler handler;
    private OpenedDevice opened;
    private DeviceHandler openedBy;
    private boolean opening;
    private boolean closing;
    private boolean removed;
    /** Whether a target port of this machine gives access to it. */
    private boolean active = true;

    private boolean becomingActive;
    private boolean transitionFailed;
    /** What stood behind it last; {@code null} when that is not known. */
    private String medium;

    private boolean thatMediumOnly;
    private long attempts;
    private volatile ConfigurationException misconfigured;
    private volatile Map<String, String> properties;

    /**
     * @param pid of its handler
     * @param events told of each turn
     * @param warnAt percent in use from which the space behind it is low
     */
    Device(
            String pid,
            DeviceConfiguration configuration,
            LogicalUnit logicalUnit,
            DeviceFacts facts,
            DeviceThreads threads,
            Leasing leasing,
            Events events,
            IntSupplier warnAt) {
        this.pid = pid;
        this.configuration = configuration;
        this.properties = configuration.properties();
        this.logicalUnit = logicalUnit;
        this.facts = facts;
        this.installation = new DeviceInstallation(logicalUnit, facts);
        this.control = threads.control();
        this.lifecycle = threads.lifecycle();
        this.leasing = leasing;
        this.events = new DeviceEvents(events, configuration.name(), pid, absent());
        this.standing = new DeviceStanding(logicalUnit, this.events);
        this.writeErrors = new WriteErrorLatch(configuration.name(), control, installation, this.events);
        this.withholding = new Withholding(logicalUnit, control, this::waitedTooLong);
        this.operatorHold = new OperatorHold(logicalUnit);
        this.words = new DeviceWords(logicalUnit, standing, operatorHold, writeErrors);
        this.warnAt = warnAt;
        logicalUnit.observer(this.events);
        become(DeviceState.HANDLER_ABSENT, absent());
    }

    private String absent() {
        return "no bundle provides " + pid;
    }

    // What anybody may ask

    String name() {
        return configuration.name();
    }

    String pid() {
        return pid;
    }

    LogicalUnit logicalUnit() {
        return logicalUnit;
    }

    DeviceFacts facts() {
        return facts;
    }

    Map<String, String> properties() {
        return properties;
    }

    DeviceWords words() {
        return words;
    }

    DeviceState state() {
        return standing.state();
    }

    /** Whether it refuses writes since a flush has failed. */
    WriteErrorLatch writeErrors() {
        return writeErrors;
    }

    /** Whether the space behind it is low. */
    boolean spaceLow() {
        return space.low();
    }

    /** What its handler found wrong in its file, or {@code null}. */
    ConfigurationException misconfigured() {
        return misconfigured;
    }

    /** Ends when the device is open, or known not to be. */
    CompletableFuture<Void> settled() {
        return standing.settled();
    }

    private void become(DeviceState next, String why) {
        become(next, why, next == DeviceState.NOT_READY ? DeviceStanding.NOT_READY : DeviceStanding.BECOMING_READY);
    }

    /** @param refusal what commands of the medium get unless its server says otherwise */
    private void become(DeviceState next, String why, Outcome refusal) {
        standing.become(next, why, refusal, opened);
    }

    // Over a restart

    /** As initiators knew it before; called before it is opened. */
    void restore(SpooledDevice spooled) {
        installation.restore(spooled);
    }

    /** What initiators know of it; {@code null} when that is nothing yet. */
    SpooledDevice spooled() {
        return installation.spooled();
    }

    // Control

    /** A handler for its PID is there. */
    void handlerArrived(DeviceHandler arrived) {
        handler = arrived;
        if (!opening && !closing && opened == null) {
            open();
        }
    }

    /** Some target port of this machine gives access to it from now on, or none does any more. */
    void active(boolean now) {
        active = now;
        followActive();
    }

    /** Whether it is configured to be closed now. */
    private boolean inStandby() {
        return !active && handler != null && handler.openOnlyWhileActive(configuration);
    }

    private void followActive() {
        if (inStandby()) {
            if (opened != null && !closing) {
                standing.unsettle();
                become(DeviceState.BLOCKED, "its storage is being closed: no target port here gives access to it");
                close(this::reopen);
            }
        } else if (state() == DeviceState.STANDBY && handler != null) {
            standing.unsettle();
            becomingActive = true;
            transitionFailed = false;
            become(DeviceState.OPENING, "");
            open();
        }
    }

    /** Its storage did not open when it was to be reached through a target port here again: initiators are told once. */
    private void tellIfBecomingActive() {
        if (becomingActive) {
            becomingActive = false;
            transitionFailed = true;
            logicalUnit.establish(null, PortGroupChange.TRANSITION_FAILED);
        }
    }

    /** Whether its storage has not opened since it was to be reached through a target port here again. */
    boolean transitionFailed() {
        return transitionFailed;
    }

    /** Its storage is another machine's as long as that lasts. */
    private void standBy() {
        become(DeviceState.STANDBY, "closed: no target port here gives access to it", DeviceStanding.IN_STANDBY);
        withholding.end();
    }

    /** Its handler withdraws: commands of the medium wait for the next revision, a while. */
    void handlerLeft(DeviceHandler left) {
        boolean current = handler == left;
        if (current) {
            handler = null;
        }
        if (opened != null && openedBy == left) {
            become(DeviceState.BLOCKED, "its handler is being updated or stopped");
            thatMediumOnly = true;
            close(this::reopen);
        } else if (current && opened == null && !opening && !closing) {
            become(DeviceState.HANDLER_ABSENT, absent());
        }
    }

    /** Its server says that the storage has gone and is expected back: commands of the medium wait, a while. */
    void reopen(OpenedDevice from, String why, Duration limit) {
        saidBy(from, () -> {
            become(DeviceState.BLOCKED, why);
            thatMediumOnly = true;
            withholding.begin(limit);
            close(this::reopen);
        });
    }

    /** It is closed: opens it again if it can be. */
    private void reopen() {
        if (removed) {
            endThreads();
        } else if (handler != null) {
            open();
        } else if (state() != DeviceState.BLOCKED) {
            become(DeviceState.HANDLER_ABSENT, absent());
        }
    }

    /** Commands that wait end BUSY; what comes later is answered NOT READY, and tried again by initiators. */
    private void waitedTooLong() {
        if (state() != DeviceState.BLOCKED) {
            return;
        }
        if (!closing) {
            become(DeviceState.HANDLER_ABSENT, "its handler did not come back in time");
            return;
        }
        long inside = logicalUnit.fence().inside();
        become(
                DeviceState.NOT_READY,
                inside > 0
                        ? "its storage has not finished " + inside + " commands; it is opened again when it has"
                        : "its storage has not been flushed and closed; it is opened again when it has",
                DeviceStanding.BECOMING_READY);
    }

    /** The file has changed. */
    void configure(DeviceConfiguration next) {
        if (next.equals(configuration)) {
            return;
        }
        configuration = next;
        properties = next.properties();
        misconfigured = null;
        thatMediumOnly = false;
        standing.unsettle();
        if (opened == null) {
            if (!opening && !closing && handler != null) {
                open();
            } else if (handler == null) {
                standing.settle();
            }
            return;
        }
        OpenedDevice current = opened;
        lifecycle.execute(() -> {
            try {
                boolean taken = current.configure(next);
                control.execute(() -> configured(current, taken));
            } catch (ConfigurationException e) {
                control.execute(() -> refused(current, e));
            }
        });
    }

    /** The changed file is wrong: what is open goes on as it was. */
    private void refused(OpenedDevice current, ConfigurationException wrong) {
        if (opened == current && !removed) {
            LOG.warn("Device {} goes on as it was: {}; {}", name(), wrong.getMessage(), wrong.cure());
            misconfigured = wrong;
            standing.settle();
        }
    }

    private void configured(OpenedDevice current, boolean taken) {
        if (opened != current || removed) {
            return;
        }
        if (taken) {
            installation.install(current.server(), true);
            standing.settle();
            followActive();
            return;
        }
        installation.remember("");
        become(DeviceState.BLOCKED, "reopening with its changed configuration");
        close(this::reopen);
    }

    private void open() {
        if (inStandby()) {
            standBy();
            return;
        }
        opening = true;
        long attempt = ++attempts;
        if (state() != DeviceState.NOT_READY && state() != DeviceState.BLOCKED) {
            // Known not to be open for want of a handler: from now on that is unsettled again, and logins wait for it.
            standing.unsettle();
            become(DeviceState.OPENING, "");
        }
        OpenedDevice context = new OpenedDevice(this, leasing);
        DeviceHandler by = handler;
        DeviceConfiguration with = configuration;
        lifecycle.execute(() -> {
            try {
                context.server(by.open(with, context));
                control.execute(() -> opened(context, by, with));
            } catch (IOException | RuntimeException | LinkageError e) {
                control.execute(() -> openFailed(e, by, attempt));
            }
        });
        control.schedule(() -> openingLate(attempt), OPEN_SECONDS, TimeUnit.SECONDS);
    }

    private void openingLate(long attempt) {
        if (opening && attempt == attempts) {
            // It is still being opened: that is what initiators are told, and they go on trying.
            become(
                    DeviceState.NOT_READY,
                    "its storage has not opened within " + OPEN_SECONDS + " s",
                    DeviceStanding.BECOMING_READY);
            tellIfBecomingActive();
        }
    }

    private void opened(OpenedDevice context, DeviceHandler by, DeviceConfiguration with) {
        opening = false;
        opened = context;
        openedBy = by;
        if (removed || handler != by || inStandby()) {
            close(this::reopen);
            return;
        }
        becomingActive = false;
        transitionFailed = false;
        misconfigured = null;
        boolean another = medium != null && context.medium() != null && !medium.equals(context.medium());
        if (another && thatMediumOnly) {
            refuseMedium(context);
            return;
        }
        thatMediumOnly = false;
        if (another) {
            logicalUnit.establish(null, OpenedDevice.MEDIUM_MAY_HAVE_CHANGED);
        }
        if (!install(context)) {
            return;
        }
        adoptReadiness(context);
        withholding.end();
        context.taken();
        if (!with.equals(configuration)) {
            DeviceConfiguration newest = configuration;
            configuration = with;
            configure(newest);
        }
    }

    /**
     * Commands have waited for the medium that was there before: none of them may reach another. It is looked for again until
     * it is back, or until somebody has changed the device's file and so accepts what is there.
     */
    private void refuseMedium(OpenedDevice context) {
        long attempt = attempts;
        String expected = medium;
        close(() -> {
            if (removed || handler != openedBy) {
                reopen();
            } else {
                control.schedule(() -> retry(attempt), RETRY_SECONDS, TimeUnit.SECONDS);
            }
        });
        medium = expected;
        become(
                DeviceState.NOT_READY,
                "another medium (" + context.medium() + ") stands where " + expected
                        + " was before its handler's update;"
                        + " bring that back, or change the device's file to accept this one",
                DeviceStanding.ANOTHER_MEDIUM);
    }

    /** A server that cannot say what it is, is closed until its file or its handler changes. */
    private boolean install(OpenedDevice context) {
        try {
            installation.install(context.server(), false);
            return true;
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Device {} is described in a way that cannot be by {}", name(), pid, e);
            close(() -> {
                if (removed) {
                    reopen();
                }
            });
            become(DeviceState.NOT_READY, "its handler describes it in a way that cannot be: " + e);
            return false;
        }
    }

    private void openFailed(Throwable failure, DeviceHandler by, long attempt) {
        opening = false;
        if (removed) {
            reopen();
            return;
        }
        if (failure instanceof ConfigurationException wrong) {
            misconfigured = wrong;
        } else if (!(failure instanceof IOException)) {
            LOG.error("Device {} could not be opened by {}", name(), pid, failure);
        }
        if (handler != by) {
            reopen();
            return;
        }
        if (failure instanceof AwaitedException) {
            control.schedule(() -> retry(attempt), AWAITED_MILLIS, TimeUnit.MILLISECONDS);
            if (state() != DeviceState.BLOCKED) {
                become(DeviceState.NOT_READY, failure.getMessage(), DeviceStanding.BECOMING_READY);
            }
            return;
        }
        String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        tellIfBecomingActive();
        if (misconfigured == null) {
            events.storageGone(why);
            control.schedule(() -> retry(attempt), RETRY_SECONDS, TimeUnit.SECONDS);
        }
        become(DeviceState.NOT_READY, why);
    }

    private void retry(long attempt) {
        if (attempt == attempts && !removed && !opening && !closing && opened == null && handler != null) {
            open();
        }
    }

    /** Drains, flushes and closes; commands of the medium stay held. */
    private void close(Runnable then) {
        OpenedDevice current = opened;
        current.withdraw();
        medium = current.medium();
        opened = null;
        closing = true;
        withholding
                .begin()
                .thenRun(() -> lifecycle.execute(() -> {
                    current.close();
                    control.execute(() -> {
                        closing = false;
                        then.run();
                    });
                }));
    }

    /** Its file is gone, or the platform stops. */
    void remove(String why) {
        removed = true;
        operatorHold.withdraw();
        become(DeviceState.CLOSED, why);
        if (opened != null) {
            close(this::reopen);
        } else if (!opening && !closing) {
            endThreads();
        }
    }

    /** An operator lets writes be accepted again. */
    void writeErrorCleared() {
        writeErrors.clear(() -> {
            if (opened != null) {
                opened.server().writeErrorCleared();
            }
        });
    }

    /** Commands are held while an operator wants that. */
    OperatorHold operatorHold() {
        return operatorHold;
    }

    /** Asks its server on the device's context; fails as the server does, or when there is none. */
    CompletionStage<Void> ask(ServerRequest request) {
        OpenedDevice current = opened;
        return current == null
                ? CompletableFuture.failedFuture(new IllegalStateException("it is " + words.state()))
                : request.runOn(lifecycle, current);
    }

    private void endThreads() {
        logicalUnit.closeMemory();
        logicalUnit.execution().shutdown();
        lifecycle.shutdown();
    }

    // What the device server says

    private void saidBy(OpenedDevice from, Runnable consequence) {
        control.execute(() -> {
            if (opened == from) {
                consequence.run();
            }
        });
    }

    void space(OpenedDevice from, long available, long total) {
        saidBy(from, () -> {
            if (space.crossed(available, total, warnAt.getAsInt())) {
                events.space(space.low(), available, total, warnAt.getAsInt());
            }
        });
    }

    void establish(OpenedDevice from, Sense unitAttention) {
        saidBy(from, () -> logicalUnit.establish(null, unitAttention));
    }

    /** What its servers have told core, also for the next one. */
    DeviceInstallation installation() {
        return installation;
    }

    void changed(OpenedDevice from) {
        saidBy(from, () -> installation.install(from.server(), true));
    }

    void readinessChanged(OpenedDevice from) {
        saidBy(from, () -> adoptReadiness(from));
    }

    private void adoptReadiness(OpenedDevice from) {
        String why = from.notReadyReason();
        if (why != null) {
            events.mediumGone(from.notReadySense(), why);
        }
        become(why == null ? DeviceState.READY : DeviceState.NOT_READY, why == null ? "" : why);
    }

    DeviceServer server() {
        return opened == null ? null : opened.server();
    }
}
