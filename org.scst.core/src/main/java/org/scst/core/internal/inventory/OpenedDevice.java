package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One opening of a device: its server, and the context which that server was given.
 *
 * <p><i>Threading:</i> thread-safe; what changes the device is posted to the control thread, and ignored once another opening has
 * taken its place. Readiness is in force when the call that says it returns, under this object's monitor.
 */
final class OpenedDevice implements DeviceContext {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedDevice.class);
    private static final Duration LEASE_PATIENCE = Duration.ofSeconds(10);
    static final Outcome WRITE_ERROR = Outcome.check(Sense.of(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR));

    static final Sense MEDIUM_MAY_HAVE_CHANGED =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED);

    private final Device device;
    private final Leasing leasing;
    private volatile DeviceServer server;
    private Outcome notReady;
    private String notReadyReason;
    private boolean inForce;
    private volatile Runnable reopening;
    /** What was leased last: what stands under the device's name now. */
    private volatile String medium;

    OpenedDevice(Device device, Leasing leasing) {
        this.device = device;
        this.leasing = leasing;
    }

    void server(DeviceServer opened) {
        if (opened == null) {
            throw new IllegalStateException(device.pid() + " opened " + device.name() + " and returned nothing");
        }
        server = opened;
    }

    DeviceServer server() {
        return server;
    }

    /** Why the server said it is not ready; {@code null} when it is. */
    synchronized String notReadyReason() {
        return notReadyReason;
    }

    /** What it said then; {@code null} when it is ready. */
    synchronized AdditionalSense notReadySense() {
        return notReady == null ? null : notReady.sense().additional();
    }

    /** From now on what the server says of its readiness holds for the logical unit as soon as it is said. */
    synchronized void putInForce() {
        inForce = true;
        device.logicalUnit().notReady(notReady);
    }

    /** The device decides again: this opening is on its way out. */
    void withdraw() {
        device.installation().withdrawn();
        synchronized (this) {
            inForce = false;
        }
    }

    private synchronized void readiness(Outcome outcome, String reason) {
        notReady = outcome;
        notReadyReason = reason;
        if (inForce) {
            device.logicalUnit().notReady(outcome);
        }
    }

    /**
     * On the device's context; whether the server took the changed file.
     *
     * @throws ConfigurationException when the file is wrong: the server goes on as it was
     */
    boolean configure(DeviceConfiguration next) throws ConfigurationException {
        try {
            return server.configure(next);
        } catch (ConfigurationException e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("Device {} did not take its changed configuration and is reopened: {}", name(), e.toString());
            return false;
        }
    }

    /** On the device's context. */
    void close() {
        try {
            server.flush();
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.error("Device {} could not be flushed before closing", name(), e);
        }
        try {
            server.close();
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.error("Device {} could not be closed", name(), e);
        }
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public boolean complete(DeviceCommand command, long token, Outcome outcome) {
        boolean good = ((Command) command).answer(token, outcome);
        if (!good) {
            leasing.staleTokens().increment();
        }
        return good;
    }

    @Override
    public Executor executor() {
        return device.logicalUnit().execution();
    }

    @Override
    public Lease lease(String backingObject) throws IOException {
        Lease lease = leasing.leases().acquire(backingObject, device.name(), LEASE_PATIENCE);
        boolean another = medium != null && !medium.equals(backingObject);
        medium = backingObject;
        if (another) {
            mediumMayHaveChanged();
        }
        return lease;
    }

    /** The backing object that it writes to; {@code null} when it has leased none. */
    String medium() {
        return medium;
    }

    @Override
    public void changed() {
        device.changed(this);
    }

    @Override
    public void mediumMayHaveChanged() {
        device.logicalUnit().rodTokens().cancelAll();
        device.logicalUnit().establish(null, MEDIUM_MAY_HAVE_CHANGED);
    }

    @Override
    public void notReady(AdditionalSense additionalSense, String reason) {
        readiness(Outcome.check(SenseKey.NOT_READY, additionalSense), reason);
        device.readinessChanged(this);
    }

    @Override
    public void notReady(Sense sense, String reason) {
        boolean progress = reason.equals(notReadyReason());
        readiness(Outcome.check(sense), reason);
        if (!progress) {
            device.readinessChanged(this);
        }
    }

    @Override
    public void ready() {
        readiness(null, null);
        device.readinessChanged(this);
    }

    @Override
    public void reopen(String reason, Duration limit) {
        reopening = () -> device.reopen(this, reason, limit);
        reopening.run();
    }

    /** The device has taken it: what was said before, when nobody could hear it, is said again. */
    void taken() {
        Runnable said = reopening;
        if (said != null) {
            said.run();
        }
    }

    @Override
    public DataMemory dataMemory() throws IOException {
        return device.logicalUnit().newMemory();
    }

    @Override
    public void latchWriteError(String reason) {
        LOG.error("Device {}: a flush has failed ({}); writes are refused until an operator clears it", name(), reason);
        device.writeErrors().latch(reason);
    }

    @Override
    public String latchedWriteError() {
        return device.writeErrors().cause();
    }

    @Override
    public void remember(String state) {
        device.installation().remember(state);
    }

    @Override
    public String remembered() {
        return device.installation().remembered();
    }

    @Override
    public void keep(String what, String state) throws IOException {
        leasing.states().keep(serial(), DurableStates.OF_SERVER + what, state);
    }

    @Override
    public String kept(String what) {
        return leasing.states().of(serial(), DurableStates.OF_SERVER + what);
    }

    @Override
    public Path keptFile(String what) throws IOException {
        return leasing.states().file(serial(), what);
    }

    private String serial() {
        return device.facts().identity().unitSerialNumber();
    }

    @Override
    public void resting(AdditionalSense condition) {
        device.logicalUnit().resting(condition);
    }

    @Override
    public void establish(AdditionalSense unitAttention) {
        device.establish(this, Sense.of(SenseKey.UNIT_ATTENTION, unitAttention));
    }

    @Override
    public void establish(DeviceCommand except, Sense unitAttention, Runnable told) {
        device.logicalUnit().establish(except == null ? null : ((Command) except).nexus(), unitAttention, told);
    }

    @Override
    public void preventRemoval(DeviceCommand command, boolean prevent) {
        device.logicalUnit().preventRemoval(((Command) command).nexus(), prevent);
    }

    @Override
    public Sense takeUnitAttention(DeviceCommand command) {
        return ((Command) command).takeAttention();
    }

    @Override
    public void space(long available, long total) {
        device.space(this, available, total);
    }

    @Override
    public void awaitGrace(Runnable passed) {
        device.logicalUnit().awaitGrace(passed);
    }

    @Override
    public boolean removalPrevented() {
        return device.logicalUnit().removalPrevented();
    }

    @Override
    public byte[] currentModePage(int pageCode, int subpageCode) {
        return device.facts().modePages().current(pageCode, subpageCode);
    }
}
