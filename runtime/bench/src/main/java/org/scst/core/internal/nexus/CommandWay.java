package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.execution.DeviceExecution;
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
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.store.StoreDefaults;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandExecutor;
import org.scst.testkit.HandScheduler;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.disk.Disk;
import org.scst.vdisk.internal.nothing.NullStoreFactory;

/**
 * The whole way of a command through core to a real {@code nullio} disk and back, called by a driver that does nothing but to
 * hand in commands and to take what they bring.
 *
 * <p><i>Threading:</i> confined to one thread: the nexus's executor is driven by hand.
 */
final class CommandWay implements NexusTransport, AutoCloseable {
    static final int BYTES = 4096;
    private static final int BLOCK = 512;
    private static final int MAPPED = 0;

    private final HandScheduler control = new HandScheduler(new HandClock());
    private final HandExecutor loop = new HandExecutor();
    private final BufferPool pool = new BufferPool();
    private final Nexus nexus;
    private final DeviceServer disk;
    private final ByteBuf read = cdb(0x88);
    private final ByteBuf write = cdb(0x8A);
    private long identifier = 1;
    private int answered;
    private int good;
    private long bytes;

    CommandWay() throws IOException {
        Budget total = new Budget(64 << 20, null);
        ThreadLimit threads = new ThreadLimit(2);
        LogicalUnit nobody = NullLogicalUnit.create(total, threads);
        NexusEnvironment environment = new NexusEnvironment(
                pool,
                new Budget(32 << 20, total),
                NexusLimits.DEFAULT,
                nobody,
                new KnownPorts(List::of),
                System::nanoTime,
                new PlatformCounters());
        TargetMaps maps = new TargetMaps("target");
        PortState state = new PortState(maps, 1, new NexusRegistry(control, control), environment);
        DriverRegistration registration = new DriverRegistration(
                "benchmark",
                description -> state,
                () -> CompletableFuture.completedFuture(true),
                new HandoverShelf(control, Duration.ofSeconds(20)),
                refusal -> {});
        disk = open();
        maps.own().map(maps.own().map().with(new LunMap.Entry(MAPPED, unit(total, threads), false)));
        nexus = registration
                .registerPort(new PortDescription("target", ProtocolIdentifier.ISCSI, List.of(), List.of(), 60))
                .openNexus(new NexusDescription("initiator", "initiator", null, "here", true, false), this, loop);
        settle();
        // The unit attention of the new nexus.
        hand(command(Unpooled.wrappedBuffer(new byte[6]), 6));
        nexus.batchEnded();
        settle();
        nexus.delivered(answered);
        answered = 0;
        good = 0;
    }

    private static ByteBuf cdb(int operationCode) {
        byte[] cdb = ByteBuffer.allocate(16)
                .put(0, (byte) operationCode)
                .putLong(2, 80)
                .putInt(10, BYTES / BLOCK)
                .array();
        return Unpooled.directBuffer(cdb.length).writeBytes(cdb);
    }

    private DeviceServer open() throws IOException {
        Map<String, String> properties = Map.of("type", "nullio", "size", "1G");
        DeviceConfiguration configuration = new DeviceConfiguration(
                "disk",
                properties,
                new DeviceConfiguration.Identity("300000000000001", 0x3000000000000001L, "0001-disk"));
        DiskSettings settings =
                DiskSettings.read("disk", new DeviceProperties(properties), "nullio", StoreDefaults.OF_FILES);
        return Disk.open(settings, new NullStoreFactory(), configuration, new Alone(), look -> () -> {}, () -> {});
    }

    private LogicalUnit unit(Budget budget, ThreadLimit threads) {
        DeviceFacts facts = new DeviceFacts(
                new DeviceConfiguration.Identity("300000000000001", 0x3000000000000001L, "0001-disk"),
                disk.characteristics(),
                new ModePages(List.of(new ControlModePage()), SavedModePages.nowhere(), (page, values) -> {}));
        CommandTable table = new CommandTable(disk.commandSet(), PrimaryCommandSet.of(facts));
        LogicalUnitView view = new LogicalUnitView(table, null, null, BLOCK, disk.capacity(), null, 64);
        LogicalUnit unit = new LogicalUnit("disk", new Fence(), budget, new DeviceExecution("disk", 1, threads), view);
        facts.logicalUnit(unit);
        return unit;
    }

    private void settle() {
        while (loop.run() + control.run() > 0) {
            // until nothing waits
        }
    }

    /** Commands answered so far with GOOD, and bytes of their data. */
    long moved() {
        return bytes;
    }

    /** A new command as a driver hands it in. */
    TargetCommand command(ByteBuf cdb, int length) {
        return nexus.newCommand()
                .lun(LogicalUnitNumber.encode(MAPPED))
                .cdb(cdb, cdb.readerIndex(), length)
                .identifier(identifier++);
    }

    /** So many READs of 4 KiB as one batch, to their delivery. */
    void read(int commands) {
        for (int i = 0; i < commands; i++) {
            hand(command(read, 16).expectedDataIn(BYTES));
        }
        end(commands);
    }

    /** So many WRITEs of 4 KiB as one batch, to their delivery. */
    void write(int commands) {
        for (int i = 0; i < commands; i++) {
            hand(command(write, 16).expectedDataOut(BYTES));
        }
        end(commands);
    }

    private void hand(TargetCommand command) {
        nexus.commandReceived(command);
    }

    private void end(int commands) {
        nexus.batchEnded();
        loop.run();
        if (answered != commands || good != commands) {
            throw new IllegalStateException(
                    answered + " of " + commands + " commands were answered, " + good + " with GOOD");
        }
        answered = 0;
        good = 0;
        nexus.delivered(commands);
    }

    @Override
    public void close() throws IOException {
        disk.close();
        read.release();
        write.release();
        pool.close();
    }

    // NexusTransport

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into) {
        into.writerIndex(into.writerIndex() + length); // as if they had come
        nexus.dataOutReceived(command, offset, length, DataOutResult.OK);
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        bytes += data.readableBytes();
        data.release();
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        answered++;
        good += command.outcome().isSuccess() ? 1 : 0;
    }

    @Override
    public void commandAborted(TargetCommand command) {
        throw new IllegalStateException("aborted: " + command);
    }

    @Override
    public void terminateDataTransfer(TargetCommand command) {
        throw new IllegalStateException("terminated: " + command);
    }

    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        throw new IllegalStateException("no request was made");
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        throw new IllegalStateException("no request was made");
    }

    @Override
    public void closeNexus(String reason) {
        throw new IllegalStateException(reason);
    }

    @Override
    public void queueLimit(int commands) {
        // Commands are fewer than any limit.
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    /** A disk whose storage never changes and never hands over. */
    private static final class Alone implements DeviceContext {
        @Override
        public String name() {
            return "disk";
        }

        @Override
        public boolean complete(DeviceCommand command, long token, Outcome outcome) {
            throw new IllegalStateException("nullio answers at once");
        }

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public Lease lease(String backingObject) {
            return () -> {};
        }

        @Override
        public void changed() {
            throw new IllegalStateException("nothing changes");
        }

        @Override
        public void notReady(AdditionalSense additionalSense, String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void ready() {
            throw new IllegalStateException("it always is");
        }

        @Override
        public void establish(DeviceCommand except, Sense unitAttention, Runnable told) {
            throw new IllegalStateException("nothing is reported");
        }

        @Override
        public void preventRemoval(DeviceCommand command, boolean prevent) {
            throw new IllegalStateException("nothing can be removed");
        }

        @Override
        public Sense takeUnitAttention(DeviceCommand command) {
            throw new IllegalStateException("nothing is reported");
        }

        @Override
        public void reopen(String reason, Duration limit) {
            throw new IllegalStateException(reason);
        }

        @Override
        public DataMemory dataMemory() {
            throw new UnsupportedOperationException("nobody to share it with");
        }

        @Override
        public void latchWriteError(String reason) {
            throw new IllegalStateException(reason);
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
        public void space(long available, long total) {
            // Nothing is stored.
        }

        @Override
        public byte[] currentModePage(int pageCode, int subpageCode) {
            return null;
        }

        @Override
        public void awaitGrace(Runnable passed) {
            passed.run();
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
    }
}
