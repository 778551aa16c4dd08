package org.scst.local.internal.nexus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TargetPort;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeTargetCommand;
import org.scst.testkit.MemoryOfOthers;

/**
 * A mid-layer with one disk of memory at LUN 0, which knows what the driver's own initiators send. Commands end at once unless the
 * test holds them; outcomes that the test gives come first.
 */
public final class MemoryTarget implements TargetPort, Nexus {
    public static final int BLOCK = 512;

    /** What there is; a test may put another in its place. */
    public byte[] medium;

    public final List<byte[]> cdbs = new ArrayList<>();
    public final List<NexusDescription> opened = new ArrayList<>();
    public final Deque<Outcome> outcomes = new ArrayDeque<>();
    public final List<FakeTargetCommand> held = new ArrayList<>();
    public final List<TaskManagementRequest> requests = new ArrayList<>();
    public int delivered;
    public int batches;
    public String lost;
    public boolean holds;
    public boolean dead;
    public int queueLimit = 32;
    /** In a designator of the logical unit's. */
    public int designator = 1;
    /** What REPORT LUNS says there is. */
    public List<Long> luns = List.of(0L);
    /** Of each WRITE. */
    public long residual;
    /** Bytes of a window. */
    public int window = 4096;

    /** Whether data of READ is put where the driver says, and windows that were. */
    public boolean places;

    public int placed;

    public NexusTransport transport;

    public MemoryTarget(int blocks) {
        medium = new byte[blocks * BLOCK];
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public int relativePortIdentifier() {
        return 1;
    }

    @Override
    public boolean visibleTo(String groupName) {
        return true;
    }

    @Override
    public int unsolicitedBytes(String key, NexusDescription.Queue wanted) {
        return 0;
    }

    @Override
    public Nexus openNexus(NexusDescription description, NexusTransport by, Executor executor) {
        opened.add(description);
        transport = by;
        lost = null;
        by.queueLimit(queueLimit);
        return this;
    }

    @Override
    public void close() {}

    @Override
    public NexusState state() {
        return NexusState.LIVE;
    }

    @Override
    public TargetCommand newCommand() {
        if (dead) {
            throw new DeadHandleException("memory");
        }
        return new FakeTargetCommand();
    }

    @Override
    public void discard(TargetCommand command) {}

    @Override
    public void commandReceived(TargetCommand command) {
        FakeTargetCommand received = (FakeTargetCommand) command;
        cdbs.add(received.cdb);
        if (holds) {
            held.add(received);
        } else {
            process(received);
        }
    }

    /** Processes what was held, oldest first. */
    public void release() {
        List<FakeTargetCommand> all = List.copyOf(held);
        held.clear();
        all.forEach(this::process);
    }

    /** Ends a held command without an answer. */
    public void abort(FakeTargetCommand command) {
        held.remove(command);
        transport.terminateDataTransfer(command);
        transport.commandAborted(command);
    }

    private void process(FakeTargetCommand command) {
        Outcome outcome = outcomes.isEmpty() ? perform(command, ByteBuffer.wrap(command.cdb)) : outcomes.remove();
        command.outcome = outcome;
        transport.sendCommandComplete(command);
    }

    private Outcome perform(FakeTargetCommand command, ByteBuffer cdb) {
        if (LogicalUnitNumber.number(command.lun) != 0) {
            return Outcome.LOGICAL_UNIT_NOT_SUPPORTED;
        }
        return switch (cdb.get(0) & 0xFF) {
            case 0x00, 0x91 -> Outcome.GOOD;
            case 0x12 -> in(command, cdb.get(1) == 1 ? designators() : new byte[36]);
            case 0xA0 -> in(command, luns());
            case 0x9E ->
                in(
                        command,
                        ByteBuffer.allocate(32)
                                .putLong(medium.length / BLOCK - 1L)
                                .putInt(BLOCK)
                                .array());
            case 0x88 -> read(command, cdb);
            case 0x8A -> write(command, cdb);
            case 0x93 -> writeSame(command, cdb);
            default -> Outcome.INVALID_OPERATION_CODE;
        };
    }

    private byte[] luns() {
        ByteBuffer data =
                ByteBuffer.allocate(8 + 8 * luns.size()).putInt(8 * luns.size()).putInt(0);
        luns.forEach(data::putLong);
        return data.array();
    }

    /** One of a vendor's for the logical unit, and a relative target port that differs each time. */
    private byte[] designators() {
        return ByteBuffer.allocate(20)
                .putInt(0x00830010)
                .putInt(0x01000004)
                .putInt(designator)
                .putInt(0x01140004)
                .putInt(cdbs.size())
                .array();
    }

    private Outcome in(FakeTargetCommand command, byte[] data) {
        int length = (int) Math.min(data.length, command.expectedDataIn);
        for (int at = 0; at < length; at += window) {
            int count = Math.min(window, length - at);
            ByteBuf piece = Unpooled.directBuffer(count).writeBytes(data, at, count);
            transport.sendDataIn(command, at, piece, at + count == length);
        }
        command.residual = length - command.expectedDataIn;
        return Outcome.GOOD;
    }

    private Outcome read(FakeTargetCommand command, ByteBuffer cdb) {
        long first = cdb.getLong(2) * BLOCK;
        long length = (long) cdb.getInt(10) * BLOCK;
        if (first + length > medium.length) {
            return Outcome.LBA_OUT_OF_RANGE;
        }
        byte[] data = new byte[(int) length];
        System.arraycopy(medium, (int) first, data, 0, data.length);
        return places && place(command, data) == data.length ? Outcome.GOOD : in(command, data);
    }

    /** Puts data where the driver has said, window by window; gives how much. */
    private int place(FakeTargetCommand command, byte[] data) {
        int length = (int) Math.min(data.length, command.expectedDataIn);
        for (int at = 0; at < length; at += window) {
            int count = Math.min(window, length - at);
            ScatterList pieces = transport.dataInBuffer(command, at, count);
            if (pieces == null) {
                return 0;
            }
            MemoryOfOthers.write(pieces, data, at);
            transport.dataInPlaced(command, at, count, at + count == length);
            placed++;
        }
        return length;
    }

    private Outcome write(FakeTargetCommand command, ByteBuffer cdb) {
        int first = (int) cdb.getLong(2) * BLOCK;
        int length = cdb.getInt(10) * BLOCK;
        byte[] data = out(command, length);
        System.arraycopy(data, 0, medium, first, length);
        command.residual = residual;
        return Outcome.GOOD;
    }

    private Outcome writeSame(FakeTargetCommand command, ByteBuffer cdb) {
        byte[] block = out(command, BLOCK);
        for (int i = 0; i < cdb.getInt(10); i++) {
            System.arraycopy(block, 0, medium, ((int) cdb.getLong(2) + i) * BLOCK, BLOCK);
        }
        return Outcome.GOOD;
    }

    private byte[] out(FakeTargetCommand command, int length) {
        byte[] data = new byte[length];
        for (int at = 0; at < length; at += window) {
            int count = Math.min(window, length - at);
            ByteBuf into = Unpooled.directBuffer(count, count);
            transport.receiveDataOut(command, at, count, into);
            into.readBytes(data, at, into.readableBytes());
            into.release();
        }
        return data;
    }

    @Override
    public void dataOutReceived(TargetCommand command, int offset, int count, DataOutResult result) {
        if (result != DataOutResult.OK) {
            throw new AssertionError("a window ended " + result);
        }
    }

    @Override
    public void delivered(int responses) {
        delivered += responses;
    }

    @Override
    public void taskManagementReceived(TaskManagementRequest request) {
        requests.add(request);
        if (!holds) {
            transport.affectedCommandsEnded(request);
        }
    }

    @Override
    public void affectedCommandsConfirmed(TaskManagementRequest request) {
        transport.taskManagementExecuted(request, ServiceResponse.FUNCTION_COMPLETE);
    }

    @Override
    public void batchEnded() {
        batches++;
    }

    @Override
    public void lost() {
        lost("");
    }

    @Override
    public void lost(String cause) {
        lost = cause;
        List<FakeTargetCommand> all = List.copyOf(held);
        held.clear();
        all.forEach(transport::commandAborted);
    }

    /** A unit attention condition. */
    public static Outcome attention() {
        return Outcome.check(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }
}
