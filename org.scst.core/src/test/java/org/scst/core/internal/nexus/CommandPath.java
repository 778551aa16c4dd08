package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.execution.HandContext;
import org.scst.core.internal.execution.ThreadLimit;
import org.scst.core.internal.fence.Fence;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.lunmap.TargetMaps;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.primary.DeviceFacts;
import org.scst.core.internal.primary.ModePages;
import org.scst.core.internal.primary.NullLogicalUnit;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.internal.primary.SavedModePages;
import org.scst.core.internal.reservation.ReservationFolder;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.Sense;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetPort;
import org.scst.testkit.FakeBlocks;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeNexusTransport;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandExecutor;
import org.scst.testkit.HandScheduler;

/**
 * The way of a command without threads: one target port, its logical units on {@link FakeDevice}s, and as many initiators as a
 * test wants, all driven by hand. Closing it proves that no buffer is out and no fence is occupied.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class CommandPath implements AutoCloseable {
    static final int BLOCK = FakeDevice.BLOCK;
    static final int KIB = 1024;
    static final int MIB = 1024 * KIB;

    public final HandClock clock = new HandClock();
    public final HandScheduler control = new HandScheduler(clock);
    public final HandExecutor loop = new HandExecutor();
    public final BufferPool pool;
    public final Budget total;
    public final PlatformCounters counters = new PlatformCounters();
    public final HandoverShelf shelf = new HandoverShelf(control, Duration.ofSeconds(20));
    public final NexusRegistry registry = new NexusRegistry(control, control);
    public final TargetMaps maps = new TargetMaps("target");
    public final PortState state;
    public final NexusEnvironment environment;
    final CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);
    DriverRegistration registration;
    TargetPort port;
    private final List<Unit> units = new ArrayList<>();
    private Path keptIn = Path.of("/proc/no-folder");

    /** One logical unit with all that stands behind it. */
    public static final class Unit {
        public final LogicalUnit logicalUnit;
        public final FakeDevice device;
        public final DeviceFacts facts;
        public final HandContext context = new HandContext();
        public final FakeBlocks blocks;

        Unit(String name, int blocks, Budget budget, Path state) {
            device = new FakeDevice(blocks);
            this.blocks = new FakeBlocks(device);
            facts = new DeviceFacts(
                    new DeviceConfiguration.Identity("300000000000001", naa(name), "0001-" + name),
                    device.characteristics(),
                    new ModePages(
                            List.of(new ControlModePage()),
                            SavedModePages.nowhere(),
                            (page, values) -> controlChanged(values)));
            facts.reservations(new ReservationFolder(state, context).of(name));
            logicalUnit = new LogicalUnit(name, new Fence(), budget, context, view(facts, device, 64));
            facts.logicalUnit(logicalUnit);
            logicalUnit.registered(facts.reservations().state());
            logicalUnit.onReset(() -> facts.modePages().reset());
        }

        /** Another one for each disk; that of disk0 is 3000000000000001h. */
        private static long naa(String name) {
            return 0x3000000000000001L + Integer.parseInt(name.substring("disk".length()));
        }

        /** It takes part in third-party copies from now on. */
        public Unit copying() {
            facts.copies(blocks);
            CommandTable table = new CommandTable(device.commandSet(), PrimaryCommandSet.of(facts));
            logicalUnit.change(
                    view -> view.medium(table, BLOCK, device.capacity()).logicalBlocks(blocks));
            return this;
        }

        private void controlChanged(byte[] values) {
            ControlModePage.apply(values, logicalUnit);
        }

        private static LogicalUnitView view(DeviceFacts facts, FakeDevice device, int queueLimit) {
            CommandTable table = new CommandTable(device.commandSet(), PrimaryCommandSet.of(facts));
            return new LogicalUnitView(table, null, null, BLOCK, device.capacity(), null, queueLimit);
        }
    }

    public CommandPath() {
        this(64L * MIB, NexusLimits.DEFAULT);
    }

    CommandPath(long budget, NexusLimits limits) {
        this(budget, limits, poisoned());
    }

    /** @param shared with other paths, one after another; closed with this one */
    CommandPath(long budget, NexusLimits limits, BufferPool shared) {
        pool = shared;
        total = new Budget(budget, null);
        LogicalUnit nobody = NullLogicalUnit.create(total, new ThreadLimit(2));
        environment = new NexusEnvironment(
                pool, new Budget(budget / 2, total), limits, nobody, new KnownPorts(this::ports), clock, counters);
        state = new PortState(maps, 1, registry, environment);
        register();
    }

    private List<PortState> ports() {
        return List.of(state);
    }

    /** A pool in which memory that nobody has written does not look like an answer. */
    static BufferPool poisoned() {
        String before = System.getProperty(BufferPool.POISON_PROPERTY);
        System.setProperty(BufferPool.POISON_PROPERTY, "true");
        try {
            return new BufferPool();
        } finally {
            if (before == null) {
                System.clearProperty(BufferPool.POISON_PROPERTY);
            } else {
                System.setProperty(BufferPool.POISON_PROPERTY, before);
            }
        }
    }

    /** Refused logins that the driver has told of. */
    public final List<LoginRefusal> refusals = new ArrayList<>();

    /** A driver has come, or come back. */
    public void register() {
        registration = new DriverRegistration("fake", description -> state, () -> gate, shelf, refusals::add);
        port = registration.registerPort(
                new PortDescription("target", ProtocolIdentifier.ISCSI, List.of(), List.of(), 60));
    }

    /** The driver withdraws, whose nexuses are parked, and its next revision comes. */
    void updateDriver() {
        registration.end();
        run();
        register();
    }

    /** Where disks that are mapped from now on keep their registrations; before, there is no such place. */
    public void keepIn(Path state) {
        keptIn = state;
    }

    /** Maps a new disk of so many blocks at the LUN. */
    public Unit map(int lun, int blocks) {
        return map(lun, blocks, total);
    }

    Unit map(int lun, int blocks, Budget budget) {
        Unit unit = new Unit("disk" + lun, blocks, budget, keptIn);
        unit.device.context(new Context(unit));
        units.add(unit);
        map(lun, unit, false);
        return unit;
    }

    /** Maps a logical unit that is not one of these. */
    public void map(int lun, LogicalUnit unit) {
        maps.own().map(maps.own().map().with(new LunMap.Entry(lun, unit, false)));
    }

    /** Maps a disk once more. */
    void map(int lun, Unit unit, boolean readOnly) {
        maps.own().map(maps.own().map().with(new LunMap.Entry(lun, unit.logicalUnit, readOnly)));
    }

    void unmap(int lun) {
        maps.own().map(maps.own().map().without(lun));
    }

    /** An initiator whose first unit attention at each LUN has been taken. */
    public FakeNexusTransport initiator(String name) {
        FakeNexusTransport initiator = fresh(name);
        maps.groupFor(name).map().entries().forEach(entry -> initiator.send(entry.lun(), testUnitReady()));
        run();
        return initiator;
    }

    /** Lets a device answer all that it was asked and has kept. */
    void answerAll(Unit unit) {
        while (!unit.device.asked().isEmpty()) {
            unit.device.answer();
            run();
        }
    }

    /** An initiator that has sent nothing yet. */
    public FakeNexusTransport fresh(String name) {
        FakeNexusTransport initiator = new FakeNexusTransport().open(port, name, loop);
        run();
        return initiator;
    }

    ItNexus nexus(String initiator) {
        return state.nexuses().stream()
                .filter(nexus -> nexus.description().initiatorName().equals(initiator))
                .findFirst()
                .orElseThrow();
    }

    Command command(String initiator, long identifier) {
        return nexus(initiator).commands().find(identifier);
    }

    /** Runs event loop, control and devices' contexts until nothing waits. */
    public void run() {
        int ran;
        do {
            ran = loop.run() + control.run();
            for (Unit unit : units) {
                ran += unit.context.run();
            }
        } while (ran > 0);
    }

    /** Runs all but the devices' contexts. */
    void runWithoutDevices() {
        while (loop.run() + control.run() > 0) {
            // until nothing waits
        }
    }

    /** Lets time pass, and late owners be looked for. */
    public void pass(Duration time) {
        control.advance(time);
        registry.sweep();
        run();
    }

    /** Proves that everything was given back. */
    @Override
    public void close() {
        verifyNothingOut();
        pool.close();
    }

    /** The same, and it can be used on. */
    void verifyNothingOut() {
        run();
        assertEquals(0, pool.outstanding(), () -> "buffers out: " + pool.outstandingGrants());
        assertEquals(0, total.reserved(), "bytes reserved");
        for (Unit unit : units) {
            assertEquals(
                    0, unit.logicalUnit.fence().inside(), "commands inside the fence of " + unit.logicalUnit.name());
            assertEquals(0, unit.logicalUnit.detachedCommands(), "commands that storage owes");
        }
    }

    // CDBs

    public static byte[] testUnitReady() {
        return new byte[6];
    }

    public static byte[] inquiry(int allocation) {
        return new byte[] {0x12, 0, 0, (byte) (allocation >> 8), (byte) allocation, 0};
    }

    public static byte[] read10(int lba, int blocks) {
        return cdb10(0x28, lba, blocks);
    }

    public static byte[] write10(int lba, int blocks) {
        return cdb10(0x2A, lba, blocks);
    }

    public static byte[] synchronizeCache() {
        return cdb10(0x35, 0, 0);
    }

    public static byte[] reserve() {
        return new byte[] {0x16, 0, 0, 0, 0, 0};
    }

    /** PERSISTENT RESERVE IN. */
    public static byte[] persistentReserveIn(int serviceAction, int allocation) {
        return ByteBuffer.allocate(10)
                .put((byte) 0x5E)
                .put((byte) serviceAction)
                .putShort(7, (short) allocation)
                .array();
    }

    /** PERSISTENT RESERVE OUT of a type, with a parameter list of this length. */
    public static byte[] persistentReserveOut(int serviceAction, int type, int length) {
        return ByteBuffer.allocate(10)
                .put((byte) 0x5F)
                .put((byte) serviceAction)
                .put((byte) type)
                .putInt(5, length)
                .array();
    }

    /** Its parameter list of keys and flags. */
    public static byte[] reservationKeys(long key, long serviceActionKey, int flags) {
        return ByteBuffer.allocate(24)
                .putLong(key)
                .putLong(serviceActionKey)
                .put(20, (byte) flags)
                .array();
    }

    public static byte[] release() {
        return new byte[] {0x17, 0, 0, 0, 0, 0};
    }

    /** With TAS=1. */
    static long answerAborted(FakeNexusTransport initiator, int lun) {
        return selectControl(initiator, lun, 0x20, 0x10, 0x40);
    }

    /** MODE SELECT(6) of the Control mode page with these bytes of it, and its parameter list. */
    static long selectControl(FakeNexusTransport initiator, int lun, int byte2, int byte3, int byte5) {
        byte[] list = new byte[16];
        list[4] = 0x0A;
        list[5] = 0x0A;
        list[6] = (byte) byte2;
        list[7] = (byte) byte3;
        list[9] = (byte) byte5;
        return initiator.write(lun, new byte[] {0x15, 0x10, 0, 0, (byte) list.length, 0}, list);
    }

    static byte[] cdb10(int operationCode, int lba, int blocks) {
        return ByteBuffer.allocate(10)
                .put((byte) operationCode)
                .put((byte) 0)
                .putInt(lba)
                .put((byte) 0)
                .putShort((short) blocks)
                .array();
    }

    /** Bytes that differ from place to place and from seed to seed. */
    public static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Core's side of a fake device. */
    private final class Context implements DeviceContext {
        private final Unit unit;

        Context(Unit unit) {
            this.unit = unit;
        }

        @Override
        public void reopen(String reason, Duration limit) {
            throw new UnsupportedOperationException("no storage here");
        }

        @Override
        public DataMemory dataMemory() {
            throw new UnsupportedOperationException("no memory of its own here");
        }

        @Override
        public void space(long available, long total) {
            throw new UnsupportedOperationException("no storage here");
        }

        @Override
        public void awaitGrace(Runnable passed) {
            unit.logicalUnit.awaitGrace(passed);
        }

        @Override
        public void notReady(Sense sense, String reason) {
            throw new UnsupportedOperationException("always ready here");
        }

        @Override
        public void keep(String what, String state) {
            throw new UnsupportedOperationException("nothing is kept here");
        }

        @Override
        public void establish(AdditionalSense unitAttention) {
            throw new UnsupportedOperationException("nothing happens here");
        }

        @Override
        public void establish(DeviceCommand except, Sense unitAttention, Runnable told) {
            unit.logicalUnit.establish(((Command) except).nexus(), unitAttention, told);
        }

        @Override
        public void preventRemoval(DeviceCommand command, boolean prevent) {
            unit.logicalUnit.preventRemoval(((Command) command).nexus(), prevent);
        }

        @Override
        public Sense takeUnitAttention(DeviceCommand command) {
            return ((Command) command).takeAttention();
        }

        @Override
        public Path keptFile(String what) {
            throw new UnsupportedOperationException("nothing is kept here");
        }

        @Override
        public String kept(String what) {
            return "";
        }

        @Override
        public void mediumMayHaveChanged() {}

        @Override
        public void resting(AdditionalSense condition) {
            throw new UnsupportedOperationException("always active here");
        }

        @Override
        public boolean removalPrevented() {
            return false;
        }

        @Override
        public String name() {
            return unit.logicalUnit.name();
        }

        @Override
        public boolean complete(DeviceCommand command, long token, Outcome outcome) {
            boolean good = ((Command) command).answer(token, outcome);
            if (!good) {
                counters.staleTokens.increment();
            }
            return good;
        }

        @Override
        public Executor executor() {
            return unit.context;
        }

        @Override
        public Lease lease(String backingObject) {
            return () -> {};
        }

        @Override
        public void changed() {
            throw new UnsupportedOperationException("the inventory's business");
        }

        @Override
        public void notReady(AdditionalSense additionalSense, String reason) {
            throw new UnsupportedOperationException("the inventory's business");
        }

        @Override
        public void ready() {
            throw new UnsupportedOperationException("the inventory's business");
        }

        @Override
        public void latchWriteError(String reason) {
            throw new UnsupportedOperationException("the inventory's business");
        }

        @Override
        public String latchedWriteError() {
            return null;
        }

        @Override
        public void remember(String state) {
            throw new UnsupportedOperationException("nothing to remember it");
        }

        @Override
        public String remembered() {
            return "";
        }

        @Override
        public byte[] currentModePage(int pageCode, int subpageCode) {
            return unit.facts.modePages().current(pageCode, subpageCode);
        }
    }
}
