package org.scst.user.internal.full;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.scst.core.device.AwaitedException;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.internal.buffer.DeviceMemory;
import org.scst.core.linux.LocalSocket;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.user.client.CommandProcessor;
import org.scst.user.client.FullHandler;
import org.scst.user.internal.registration.Registrations;
import org.scst.user.wire.DeviceDescription;
import org.scst.user.wire.Registration;

/** Both sides of a tape drive in one process: the socket, core's side of the device, and a handler whose commands a test processes. */
final class FullSide implements AutoCloseable, DeviceContext {
    static final String NAME = "tape";

    final List<String> told = new CopyOnWriteArrayList<>();
    final Map<Long, Outcome> completed = new ConcurrentHashMap<>();
    final Set<Object> preventing = ConcurrentHashMap.newKeySet();
    final Map<String, String> properties = new HashMap<>(Map.of("type", "full"));
    volatile String remembered = "";
    private final Registrations registrations;
    private final Path path;

    FullSide(Path folder) throws IOException {
        path = folder.resolve("socket");
        registrations = new Registrations(8);
        registrations.listen(LocalSocket.listen(path, 8));
    }

    static Registration registration(long instance, int... operationCodes) {
        return registration(instance, Registration.REMOVABLE, operationCodes);
    }

    static Registration registration(long instance, long features, int... operationCodes) {
        BitSet codes = new BitSet();
        Arrays.stream(operationCodes).forEach(codes::set);
        DeviceDescription description =
                new DeviceDescription(codes, "VENDOR", "PRODUCT", "0001", "SERIAL", instance, 0, null);
        return new Registration(Registration.FULL, 1, 1, 8, 0, 0, features, 0, 0, NAME, "m", "FullSide 1", description);
    }

    /** Registers, and serves until the connection ends. */
    FullHandler register(Registration registration, CommandProcessor processor) throws IOException {
        FullHandler handler = new FullHandler(path, registration, processor, told::add);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                handler.serve();
            } catch (IOException e) {
                told.add(e.getMessage());
            }
        });
        return handler;
    }

    /** Opens what was registered, however long that takes to arrive. */
    FullDevice open() throws IOException {
        DeviceConfiguration configuration =
                new DeviceConfiguration(NAME, properties, new DeviceConfiguration.Identity("s", 1, "t"));
        while (true) {
            try {
                return FullDevice.open(registrations, configuration, this, Duration.ofSeconds(7));
            } catch (AwaitedException notYet) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        registrations.close();
    }

    // Core's side

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean complete(DeviceCommand command, long token, Outcome outcome) {
        return completed.put(token, outcome) == null;
    }

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public Lease lease(String backingObject) {
        told.add("lease " + backingObject);
        return () -> told.add("let go");
    }

    @Override
    public void establish(AdditionalSense unitAttention) {
        told.add("all: " + unitAttention);
    }

    @Override
    public void establish(DeviceCommand except, Sense unitAttention, Runnable done) {
        told.add((except == null ? "all" : "all but " + except.nexusIdentity()) + ": " + unitAttention.additional());
        done.run();
    }

    @Override
    public void preventRemoval(DeviceCommand command, boolean prevent) {
        if (prevent) {
            preventing.add(command.nexusIdentity());
        } else {
            preventing.remove(command.nexusIdentity());
        }
    }

    @Override
    public Sense takeUnitAttention(DeviceCommand command) {
        return null;
    }

    @Override
    public boolean removalPrevented() {
        return !preventing.isEmpty();
    }

    @Override
    public void changed() {
        told.add("changed");
    }

    @Override
    public void mediumMayHaveChanged() {
        told.add("another medium");
    }

    @Override
    public void reopen(String reason, Duration limit) {
        told.add("reopen within " + limit.toSeconds() + " s: " + reason);
    }

    @Override
    public DataMemory dataMemory() throws IOException {
        return new DeviceMemory(NAME);
    }

    @Override
    public void remember(String state) {
        remembered = state;
    }

    @Override
    public String remembered() {
        return remembered;
    }

    @Override
    public void notReady(AdditionalSense additionalSense, String reason) {
        throw new AssertionError("the process says so itself");
    }

    @Override
    public void notReady(Sense sense, String reason) {
        throw new AssertionError("the process says so itself");
    }

    @Override
    public void ready() {
        throw new AssertionError("the process says so itself");
    }

    @Override
    public void latchWriteError(String reason) {
        throw new AssertionError("what was lost the process tells itself");
    }

    @Override
    public String latchedWriteError() {
        return null;
    }

    @Override
    public void keep(String what, String state) {
        throw new AssertionError("the process keeps what it must");
    }

    @Override
    public String kept(String what) {
        return "";
    }

    @Override
    public Path keptFile(String what) {
        throw new AssertionError("the process keeps what it must");
    }

    @Override
    public void resting(AdditionalSense condition) {
        throw new AssertionError("the process says so itself");
    }

    @Override
    public void space(long available, long total) {
        throw new AssertionError("no storage of this machine");
    }

    @Override
    public void awaitGrace(Runnable passed) {
        passed.run();
    }

    @Override
    public byte[] currentModePage(int pageCode, int subpageCode) {
        return new byte[0];
    }
}
