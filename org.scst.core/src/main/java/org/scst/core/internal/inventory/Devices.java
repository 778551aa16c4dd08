package org.scst.core.internal.inventory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.Problem;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceHandler;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.event.Events;
import org.scst.core.internal.fence.FencePages;
import org.scst.core.internal.logicalunit.CommandLayouts;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.primary.DeviceFacts;
import org.scst.core.internal.primary.ModePages;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.internal.primary.SavedModePages;
import org.scst.core.internal.reservation.PersistentReservations;
import org.scst.core.internal.reservation.ReservationFolder;
import org.scst.core.scsi.PeripheralDeviceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inventory: a device exists because its file exists, whatever its handler. A LUN that names a device without a file gets a
 * logical unit too, NOT READY until the file is there.
 *
 * <p><i>Threading:</i> changes are confined to the control thread; {@link #all} may be called anywhere.
 */
final class Devices {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
    private static final int THREADS = 8;
    private static final CommandSet NO_COMMANDS = CommandSet.builder().build();

    private final ScheduledExecutorService control;
    private final Identities identities;
    private final WriteErrors writeErrors;
    private final ReservationFolder reservations;
    private final Budget total;
    private final DeviceContexts contexts;
    private final Leasing leasing;
    private final CommandLayouts layouts = new CommandLayouts();
    private final FencePages fences = new FencePages();
    private CoreSettings settings;
    private final Events events;
    /** By PID: of two revisions the one that came last, which opens what the other has closed. */
    private final Map<String, DeviceHandler> handlers = new HashMap<>();

    private final List<DeviceHandler> present = new ArrayList<>();
    private CompletableFuture<Void> nextHandler = new CompletableFuture<>();
    private final Map<String, LogicalUnit> missing = new HashMap<>();
    private final Map<String, Problem> refused = new TreeMap<>();
    private Set<String> inactive = Set.of();
    private volatile Map<String, Device> byName = Map.of();

    Devices(
            ScheduledExecutorService control,
            Identities identities,
            WriteErrors writeErrors,
            ReservationFolder reservations,
            Budget total,
            DeviceContexts contexts,
            Leasing leasing,
            CoreSettings settings,
            Events events) {
        this.control = control;
        this.identities = identities;
        this.writeErrors = writeErrors;
        this.reservations = reservations;
        this.total = total;
        this.contexts = contexts;
        this.leasing = leasing;
        this.settings = settings;
        this.events = events;
    }

    /** Devices that no target port of this machine gives access to: those of them that are new are not opened for nothing. */
    void inactive(Set<String> names) {
        inactive = names;
    }

    /** Limits for devices that are made from now on. */
    void settings(CoreSettings next) {
        settings = next;
    }

    /** By name. */
    Map<String, Device> all() {
        return byName;
    }

    void arrived(DeviceHandler handler) {
        LOG.info("Device handler {} has come", handler.pid());
        events.post(EventKind.HANDLER_ARRIVED, "Device handler " + handler.pid() + " has come", handler.pid());
        present.add(handler);
        offer(handler);
        CompletableFuture<Void> arrived = nextHandler;
        nextHandler = new CompletableFuture<>();
        arrived.complete(null);
    }

    private void offer(DeviceHandler handler) {
        handlers.put(handler.pid(), handler);
        byName.values().stream()
                .filter(device -> device.pid().equals(handler.pid()))
                .forEach(device -> device.handlerArrived(handler));
    }

    /** Ends when there is a handler for every device that exists now. */
    CompletableFuture<Void> handlersPresent() {
        boolean present = byName.values().stream().map(Device::pid).allMatch(handlers::containsKey);
        if (present) {
            return CompletableFuture.completedFuture(null);
        }
        return nextHandler.thenCompose(nothing -> handlersPresent());
    }

    void left(DeviceHandler handler) {
        LOG.info("Device handler {} withdraws", handler.pid());
        events.post(EventKind.HANDLER_LEFT, "Device handler " + handler.pid() + " withdraws", handler.pid());
        present.remove(handler);
        boolean current = handlers.remove(handler.pid(), handler);
        byName.values().forEach(device -> device.handlerLeft(handler));
        if (current) {
            // A revision that was to take its place and is taken back: the one before serves on.
            present.stream()
                    .filter(other -> other.pid().equals(handler.pid()))
                    .findFirst()
                    .ifPresent(this::offer);
        }
    }

    /**
     * First half of a generation: files that are new or changed, and what could not be applied before. Devices whose file is gone
     * are left for {@link #removeGone}.
     */
    List<Problem> apply(ConfiguredObjects objects) {
        Set<String> names = new TreeSet<>(objects.touchedDevices());
        names.addAll(refused.keySet());
        names.removeIf(name -> !objects.devices().containsKey(name));
        refused.clear();
        Map<String, Device> next = new TreeMap<>(byName);
        identify(names, objects);
        for (String name : names) {
            apply(objects.devices().get(name), next);
        }
        byName = next;
        List<Problem> problems = new ArrayList<>(refused.values());
        objects.duplicates().forEach(instance -> problems.add(anotherFile(instance)));
        return problems;
    }

    /** What a device is outside is on the medium before anybody sees it: in one piece for all that are new. */
    private void identify(Set<String> names, ConfiguredObjects objects) {
        for (String name : names) {
            ConfiguredObjects.Instance instance = objects.devices().get(name);
            try {
                takeIdentityAlong(name, objects);
            } catch (IOException e) {
                refused.put(name, identityLost(instance, e));
            }
        }
        try {
            identities.devices(names);
        } catch (IOException e) {
            names.stream()
                    .filter(name -> !identities.isKnown(name))
                    .forEach(name ->
                            refused.put(name, identityLost(objects.devices().get(name), e)));
        }
        names.removeAll(refused.keySet());
    }

    private void apply(ConfiguredObjects.Instance instance, Map<String, Device> next) {
        DeviceConfiguration configuration =
                new DeviceConfiguration(instance.name(), instance.properties(), identities.known(instance.name()));
        Device device = next.get(instance.name());
        if (device != null && device.pid().equals(instance.pid())) {
            device.configure(configuration);
            return;
        }
        if (device != null) {
            device.remove("its configuration file was deleted, another handler's file has its name");
        }
        PersistentReservations kept = reservations.of(configuration.identity().unitSerialNumber());
        if (kept.damage() == null) {
            next.put(instance.name(), create(instance.pid(), configuration, kept));
        } else {
            next.remove(instance.name());
            refused.put(instance.name(), reservationsUnknown(instance, kept));
        }
    }

    /** Served without them, it could be written by whom others have shut out: it stays NOT READY. */
    private static Problem reservationsUnknown(ConfiguredObjects.Instance instance, PersistentReservations kept) {
        return new Problem(
                instance.pid(),
                instance.name(),
                "",
                "its persistent reservations are not known, so it is not served: " + kept.damage(),
                "Restore " + kept.fileName() + " from a backup, or remove it and accept that nobody is registered;"
                        + " then \"apply\".");
    }

    private static Problem identityLost(ConfiguredObjects.Instance instance, IOException e) {
        return new Problem(
                instance.pid(),
                instance.name(),
                "",
                "its identity could not be kept: " + e.getMessage(),
                "Make the state folder writable.");
    }

    /** A renamed device is still the same one to its initiators. */
    private void takeIdentityAlong(String name, ConfiguredObjects objects) throws IOException {
        String former = objects.formerNames().get(name);
        if (former != null && !objects.devices().containsKey(former)) {
            identities.rename(former, name);
        }
    }

    private static Problem anotherFile(ConfiguredObjects.Instance instance) {
        return new Problem(
                instance.pid(), instance.name(), "", "another file has this name", "Give the device another name.");
    }

    private Device create(String pid, DeviceConfiguration configuration, PersistentReservations kept) {
        LogicalUnit promised = missing.remove(configuration.name());
        DeviceFacts facts = promised == null ? facts(configuration) : factsOf.remove(configuration.name());
        LogicalUnit unit = promised == null ? logicalUnit(configuration.name(), facts, kept) : promised;
        if (promised != null && facts.reservations().damage() != null) {
            facts.reservations().load();
            unit.registered(facts.reservations().state());
        }
        DeviceThreads own = new DeviceThreads(control, contexts.make(unit.name() + "-control", 1));
        Device device =
                new Device(pid, configuration, unit, facts, own, leasing, events, () -> settings.spaceWarning());
        String serial = facts.identity().unitSerialNumber();
        device.writeErrors().restore(writeErrors.of(serial), why -> writeErrors.keep(serial, why));
        device.active(!inactive.contains(configuration.name()));
        DeviceHandler handler = handlers.get(pid);
        if (handler != null) {
            device.handlerArrived(handler);
        }
        return device;
    }

    private final Map<String, DeviceFacts> factsOf = new HashMap<>();

    private DeviceFacts facts(DeviceConfiguration configuration) {
        String serial = configuration.identity().unitSerialNumber();
        DurableStates states = leasing.states();
        SavedModePages saved = new SavedModePages(
                states.of(serial, DurableStates.MODE_PAGES),
                line -> states.keep(serial, DurableStates.MODE_PAGES, line));
        ModePages modePages = new ModePages(List.of(new ControlModePage()), saved, (page, values) -> {});
        return new DeviceFacts(
                configuration.identity(),
                new DeviceCharacteristics(
                        PeripheralDeviceType.DIRECT_ACCESS_BLOCK,
                        false,
                        "SCST",
                        configuration.name(),
                        "0",
                        List.of(),
                        false),
                modePages);
    }

    private LogicalUnit logicalUnit(String name, DeviceFacts facts, PersistentReservations kept) {
        facts.reservations(kept);
        CommandTable table = new CommandTable(NO_COMMANDS, PrimaryCommandSet.of(facts), layouts);
        LogicalUnitView view = new LogicalUnitView(
                table, DeviceStanding.BECOMING_READY, null, 512, 0, null, settings.commandsPerNexus());
        LogicalUnit unit = new LogicalUnit(
                name, fences.fence(), new Budget(settings.deviceBytes(), total), contexts.make(name, THREADS), view);
        facts.logicalUnit(unit);
        unit.registered(kept.state());
        return unit;
    }

    /** The logical unit of a device, made if no file defines it: the LUN stays mapped and NOT READY. */
    LogicalUnit logicalUnit(String name) {
        Device device = byName.get(name);
        if (device != null && device.state() != DeviceState.CLOSED) {
            return device.logicalUnit();
        }
        return missing.computeIfAbsent(name, this::promise);
    }

    private LogicalUnit promise(String name) {
        try {
            DeviceConfiguration configuration = new DeviceConfiguration(name, Map.of(), identities.device(name));
            DeviceFacts facts = facts(configuration);
            LogicalUnit unit = logicalUnit(
                    name, facts, reservations.of(configuration.identity().unitSerialNumber()));
            unit.notReady(DeviceStanding.NOT_READY);
            factsOf.put(name, facts);
            return unit;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Whether some file defines the device. */
    boolean defined(String name) {
        return byName.containsKey(name);
    }

    /** Second half of a generation: devices whose file is gone. */
    void removeGone(ConfiguredObjects objects) {
        Set<String> gone = objects.gone(byName.keySet());
        if (gone.isEmpty()) {
            return;
        }
        Map<String, Device> next = new TreeMap<>(byName);
        gone.forEach(name -> next.remove(name).remove("its configuration file was deleted"));
        byName = next;
    }

    /** Ends when every device is open or known not to be. */
    CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(byName.values().stream()
                .map(Device::settled)
                .filter(settled -> !settled.isDone())
                .toArray(CompletableFuture[]::new));
    }

    /** What handlers found wrong in files. */
    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (Device device : byName.values()) {
            if (device.misconfigured() != null) {
                problems.add(new Problem(
                        device.pid(),
                        device.name(),
                        device.misconfigured().key(),
                        device.misconfigured().getMessage(),
                        device.misconfigured().cure()));
            }
        }
        return problems;
    }

    /** The platform stops: every device is flushed and closed. */
    CompletableFuture<Void> stop() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Device device : byName.values()) {
            device.remove("the mid-layer stops");
            all.add(device.logicalUnit().execution().terminated().toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }
}
