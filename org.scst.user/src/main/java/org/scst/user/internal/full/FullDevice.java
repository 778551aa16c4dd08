package org.scst.user.internal.full;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.scst.core.device.CommandSet;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.device.VpdPage;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TimeoutClass;
import org.scst.user.internal.queue.CommandAnswer;
import org.scst.user.internal.queue.CommandReply;
import org.scst.user.internal.queue.Link;
import org.scst.user.internal.queue.Request;
import org.scst.user.internal.registration.RegisteredDevice;
import org.scst.user.internal.registration.Registrations;
import org.scst.user.wire.DeviceDescription;
import org.scst.user.wire.Operation;
import org.scst.user.wire.Registration;

/**
 * A device of whatever type whose process is given the CDBs. What each initiator must see as its own (reservations, unit attention
 * conditions, task sets, the inventory) and what the device is called core keeps.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> owns the lease, the link and the memory, of which nothing is granted any more before
 * the first command is answered that the process has not answered; the connection is the process's.
 */
public final class FullDevice implements DeviceServer, RegisteredDevice.Listener {
    /** The value of {@code type}. */
    public static final String KIND = "full";

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int BLOCK_UNLESS_TOLD = 512;
    private static final Duration REGULAR = Duration.ofSeconds(900);
    private static final Duration EXTENDED = Duration.ofSeconds(14_000);
    /** How long a LOGICAL UNIT RESET waits for the process. */
    private static final int RESET_SECONDS = 60;

    private static final int FLUSH_SECONDS = 10;
    private static final int WITHOUT_ROOM_MILLIS = 10;
    private static final Sense POWER_ON =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);

    private final RegisteredDevice device;
    private final Registration registration;
    private final DeviceDescription description;
    private final FullSettings settings;
    private final DeviceContext context;
    private final Duration wait;
    private final PeripheralDeviceType type;
    private final CommandSet commandSet;
    private final RemovalPrevention prevention;
    private final DeviceContext.Lease lease;
    private final DataMemory memory;
    private final Link link;
    private final List<VpdPage> pages;
    private volatile long capacity;
    private volatile int tapeBlockLength;
    private volatile boolean closing;

    private FullDevice(
            RegisteredDevice device,
            FullSettings settings,
            DeviceContext context,
            DeviceContext.Lease lease,
            Duration wait)
            throws IOException {
        this.device = device;
        this.registration = device.registration();
        this.description = registration.description();
        this.settings = settings;
        this.context = context;
        this.lease = lease;
        this.wait = wait;
        this.type = DeviceDescription.type(registration.peripheralType());
        this.capacity = registration.capacity();
        this.tapeBlockLength = description.blockLength();
        this.prevention = new RemovalPrevention(this, context);
        this.commandSet = new FullCommands(this, description.operationCodes()).compose(type, prevention);
        this.memory = context.dataMemory();
        boolean done = false;
        try {
            this.link = Link.open(
                    registration.name(), registration.queues(), registration.entries(), this::cannotBeTrusted);
            device.serve(link, memory.size(), memory.descriptor(), this);
            done = true;
        } finally {
            if (!done) {
                memory.close();
            }
        }
        this.pages = registration.has(Registration.TELLS_PAGES) ? new ProcessPages(this, memory).read() : List.of();
        greet();
    }

    /** What initiators have told an earlier process, and this one does not know, they are told. */
    private void greet() {
        String instance = Long.toHexString(description.instance());
        String before = context.remembered();
        if (!before.isEmpty() && !before.equals(instance)) {
            context.establish(null, POWER_ON, () -> {});
        }
        context.remember(instance);
        prevention.adopt();
    }

    /**
     * Opens what a process has registered under the device's name.
     *
     * @param wait how long commands wait for the process's return
     */
    public static FullDevice open(
            Registrations registrations, DeviceConfiguration configuration, DeviceContext context, Duration wait)
            throws IOException {
        FullSettings settings = FullSettings.read(configuration.properties());
        RegisteredDevice registered = registrations.await(configuration.name(), PATIENCE);
        Registration said = registered.registration();
        if (said.mode() != Registration.FULL) {
            throw new ConfigurationException(
                    "type",
                    "the process has registered a device in block mode",
                    "write type = block, or have it register one in full mode");
        }
        DeviceContext.Lease lease = context.lease("what " + said.medium() + " names");
        boolean done = false;
        try {
            FullDevice device = new FullDevice(registered, settings, context, lease, wait);
            done = true;
            return device;
        } finally {
            if (!done) {
                lease.close();
            }
        }
    }

    // For its commands

    String name() {
        return registration.name();
    }

    Link link() {
        return link;
    }

    DataMemory memory() {
        return memory;
    }

    boolean gone() {
        return link.closed();
    }

    int tapeBlockLength() {
        return tapeBlockLength;
    }

    void blockLengthInForce(int bytes) {
        tapeBlockLength = bytes;
    }

    /** The queues' words say which ones. */
    void commandsAborted() {
        if (registration.has(Registration.HEARS_ABORTS)) {
            device.commandsAborted();
        }
    }

    void complete(DeviceCommand command, long token, Outcome outcome) {
        context.complete(command, token, outcome);
    }

    void establish(DeviceCommand except, Sense condition, Runnable told) {
        context.establish(except, condition, told);
    }

    /** Has the process process a CDB without data that is no initiator's. */
    void ask(byte[] cdb) {
        ask(new Request(Operation.COMMAND, 0, 0, 0, 0, 0, cdb));
    }

    /**
     * Asks the process something of the platform's own, as soon as there is room; the end of the process fails it, and an answer that
     * is none.
     */
    CompletableFuture<CommandReply> ask(Request request) {
        CompletableFuture<CommandReply> answered = new CompletableFuture<>();
        ask(request, answered);
        return answered;
    }

    private void ask(Request request, CompletableFuture<CommandReply> answered) {
        boolean asked = link.submit(0, request, new CommandAnswer() {
            @Override
            public void ended(CommandReply reply) {
                try {
                    ReplyOutcome.of(reply, request.length());
                    answered.complete(reply);
                } catch (UntrueReplyException untrue) {
                    cannotBeTrusted(untrue.getMessage());
                    answered.completeExceptionally(new IOException(untrue.getMessage()));
                }
            }

            @Override
            public void gone() {
                answered.completeExceptionally(new IOException("the process that serves it has gone"));
            }
        });
        if (!asked && gone()) {
            answered.completeExceptionally(new IOException("the process that serves it has gone"));
        } else if (!asked && !answered.isDone()) {
            Executor soon = CompletableFuture.delayedExecutor(WITHOUT_ROOM_MILLIS, TimeUnit.MILLISECONDS);
            soon.execute(() -> ask(request, answered));
        }
    }

    // What the process does

    /** What it was asked is answered without it from now on; it may still write into the data. */
    void cannotBeTrusted(String why) {
        memory.close();
        device.end("against the protocol: " + why);
    }

    @Override
    public void gone(String why) {
        memory.close();
        if (!closing) {
            context.reopen("its process has gone (" + why + ") and is awaited", wait);
        }
    }

    @Override
    public void capacity(long bytes) {
        capacity = bytes;
        context.changed();
    }

    @Override
    public void attention(AdditionalSense condition) {
        if (condition == AdditionalSense.NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED) {
            context.mediumMayHaveChanged();
        } else {
            context.establish(condition);
        }
    }

    // DeviceServer

    private static String either(String file, String process) {
        return file.isEmpty() ? process : file;
    }

    @Override
    public DeviceCharacteristics characteristics() {
        return new DeviceCharacteristics(
                type,
                registration.has(Registration.REMOVABLE),
                either(settings.vendor(), description.vendor()),
                either(settings.product(), description.product()),
                either(settings.revision(), description.revision()),
                List.of(),
                settings.readOnly() || registration.has(Registration.READ_ONLY));
    }

    @Override
    public LogicalUnitNames names() {
        LogicalUnitNames given = settings.names();
        return new LogicalUnitNames(
                either(given.unitSerialNumber(), description.serial()), "", given.naa(), "", "", "", "");
    }

    @Override
    public List<VpdPage> vpdPages() {
        return pages;
    }

    @Override
    public byte[] controlModePage() {
        byte[] page = description.controlModePage();
        return page == null ? null : Arrays.copyOfRange(page, 2, page.length);
    }

    @Override
    public boolean sharesTaskSet() {
        return settings.sharedTaskSet();
    }

    /** As other devices of those types are allowed: winding a tape takes its time. */
    @Override
    public Duration timeLimit(TimeoutClass allowed) {
        boolean blocks = registration.blockLength() > 0;
        return switch (allowed) {
            case NORMAL -> blocks ? null : REGULAR;
            case LONG -> blocks ? null : EXTENDED;
            default -> null;
        };
    }

    @Override
    public CommandSet commandSet() {
        return commandSet;
    }

    @Override
    public long capacity() {
        return registration.blockLength() == 0 ? 0 : capacity / registration.blockLength();
    }

    @Override
    public int blockLength() {
        return registration.blockLength() == 0 ? BLOCK_UNLESS_TOLD : registration.blockLength();
    }

    @Override
    public void reset(Runnable done) {
        prevention.forget();
        ask(Request.of(Operation.RESET, 0, 0))
                .orTimeout(RESET_SECONDS, TimeUnit.SECONDS)
                .whenComplete((reply, failure) -> {
                    if (reply != null && reply.has(Operation.BLOCK_LENGTH)) {
                        blockLengthInForce(reply.blockLength());
                    }
                    done.run();
                });
    }

    @Override
    public boolean configure(DeviceConfiguration configuration) throws IOException {
        return FullSettings.read(configuration.properties()).equals(settings) && !gone();
    }

    /** Bounded; nothing to be done once the process has gone, which has to make durable itself what it keeps in a cache. */
    @Override
    public void flush() throws IOException {
        if (gone()) {
            return;
        }
        try {
            CommandReply reply = ask(Request.of(Operation.FLUSH, 0, 0)).get(FLUSH_SECONDS, TimeUnit.SECONDS);
            if (reply.result() != Operation.OK) {
                throw new IOException("its process could not make writes durable");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new IOException("its process has not answered a flush within " + FLUSH_SECONDS + " s", e);
        } catch (ExecutionException goneMeanwhile) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            flush();
        } finally {
            memory.close();
            device.end("the device is closed: its file has changed or is gone, or the platform stops");
            link.close();
            lease.close();
        }
    }
}
