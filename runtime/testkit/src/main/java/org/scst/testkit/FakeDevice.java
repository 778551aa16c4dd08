package org.scst.testkit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.ModePage;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;

/**
 * A disk in memory that answers as it is told: at once, by token, by hand-over, never, or not as it should.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class FakeDevice implements DeviceServer, CommandHandler {

    /** What becomes of a command. */
    public enum Manner {
        /** The outcome is returned. */
        AT_ONCE,
        /** The outcome follows when the test says so, by {@link #answer}. */
        BY_TOKEN,
        /** The device's context does it, at the same time as others. */
        HAND_OVER,
        /** The device's context does it, with what else was handed over during the batch. */
        HAND_OVER_IN_BATCH,
        /** The handler fails. */
        THROW,
        /** The handler hands over, and fails on the device's context. */
        THROW_LATER,
        /** What it reads it puts into the initiator's memory, where that is named; else as AT_ONCE. */
        PLACES,
        /** The outcome is given by token and returned too. */
        TWICE
    }

    /** A command that waits for its answer. */
    public record Asked(DeviceCommand command, long token) {}

    /** Bytes of a logical block. */
    public static final int BLOCK = 512;

    private final byte[] medium;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final List<String> processed = new ArrayList<>();
    private final List<DeviceCommand> aborted = new ArrayList<>();
    private DeviceContext context;
    private Manner manner = Manner.AT_ONCE;
    private Outcome outcome = Outcome.GOOD;
    private long capacity;
    private boolean readOnly;
    private int protectionBytes;
    private Runnable whileParsing = () -> {};
    private CommandDescriptor[] more = {};
    private List<ModePage> modePages = List.of();
    private final List<byte[]> modesTold = new ArrayList<>();
    private String product = "FAKE";
    private boolean closed;
    private boolean describesWrongly;
    private boolean sharesTaskSet;
    private int glances;
    private int flushes;

    /** @param blocks capacity */
    public FakeDevice(int blocks) {
        medium = new byte[blocks * BLOCK];
        capacity = blocks;
    }

    // How it behaves

    /** What becomes of the next commands. */
    public FakeDevice manner(Manner next) {
        manner = next;
        return this;
    }

    /** How the next commands end. */
    public void outcome(Outcome next) {
        outcome = next;
    }

    /** Where it says that it has changed, and completes commands. */
    public void context(DeviceContext next) {
        context = next;
    }

    /** Core's side. */
    public DeviceContext context() {
        return context;
    }

    /** Has each logical block move with so many bytes more. */
    public void protectionInformation(int bytes) {
        protectionBytes = bytes;
    }

    /** What it does first when it is to parse a command. */
    public void whileParsing(Runnable action) {
        whileParsing = action;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        whileParsing.run();
        if (protectionBytes > 0) {
            command.protectionInformation(protectionBytes);
        }
        return null;
    }

    /** Says another capacity; the caller tells core. */
    public void capacity(long blocks) {
        capacity = blocks;
    }

    /** Says another product identification; the caller tells core. */
    public void product(String name) {
        product = name;
    }

    /** Serves these rows too; the caller tells core. */
    public FakeDevice serving(CommandDescriptor... rows) {
        more = rows;
        return this;
    }

    /** Has these mode pages. */
    public void modePages(ModePage... pages) {
        modePages = List.of(pages);
    }

    @Override
    public List<ModePage> modePages() {
        return modePages;
    }

    @Override
    public void modePageChanged(ModePage page, byte[] current) {
        if (closed) {
            throw new AssertionError("told after it was closed: mode page " + page.pageCode());
        }
        modesTold.add(current);
    }

    /** Values of its mode pages that core has told it, in order. */
    public List<byte[]> modesTold() {
        return List.copyOf(modesTold);
    }

    /** Says how TST is by default. */
    void sharesTaskSet(boolean shares) {
        sharesTaskSet = shares;
    }

    @Override
    public boolean sharesTaskSet() {
        return sharesTaskSet;
    }

    /** Fails when it is asked for its commands. */
    public void describesWrongly(boolean wrongly) {
        describesWrongly = wrongly;
    }

    /** Says that it cannot be written. */
    public void readOnly(boolean only) {
        readOnly = only;
    }

    /** Answers the command that has waited longest. */
    public boolean answer() {
        Asked oldest = asked.remove();
        return context.complete(oldest.command, oldest.token, move(oldest.command));
    }

    /** Answers it in another way. */
    public boolean answer(Outcome other) {
        Asked oldest = asked.remove();
        return context.complete(oldest.command, oldest.token, other);
    }

    // What happened

    /** Commands that wait for their answer. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Names of the commands that came, in order, with their first block. */
    public List<String> processed() {
        return List.copyOf(processed);
    }

    /** Commands that it was told nobody waits for any more. */
    public List<DeviceCommand> aborted() {
        return List.copyOf(aborted);
    }

    /** The medium's bytes. */
    public byte[] medium() {
        return medium;
    }

    /** Whether core has closed it. */
    public boolean closed() {
        return closed;
    }

    /** How often core has looked at it because a command was expected. */
    public int glances() {
        return glances;
    }

    /** How often core has had it flushed. */
    public int flushes() {
        return flushes;
    }

    // CommandHandler

    @Override
    public Outcome process(DeviceCommand command) {
        if (closed) {
            throw new AssertionError("asked after it was closed: " + command);
        }
        processed.add(command.descriptor().name() + " " + command.windowLba());
        return switch (manner) {
            case AT_ONCE -> move(command);
            case PLACES -> place(command, command.dataInBuffer());
            case BY_TOKEN -> {
                asked.add(new Asked(command, command.token()));
                yield null;
            }
            case HAND_OVER, THROW_LATER -> command.handOver();
            case HAND_OVER_IN_BATCH -> command.handOverInBatch();
            case THROW -> throw new IllegalStateException("a defect of the fake device, as asked");
            case TWICE -> {
                Outcome moved = move(command);
                context.complete(command, command.token(), moved);
                yield Outcome.UNRECOVERED_READ_ERROR;
            }
        };
    }

    @Override
    public void aborted(DeviceCommand command) {
        aborted.add(command);
        if (manner == Manner.THROW) {
            throw new IllegalStateException("a defect of the fake device, as asked");
        }
    }

    @Override
    public int glance() {
        if (manner == Manner.THROW) {
            throw new IllegalStateException("a defect of the fake device, as asked");
        }
        return ++glances;
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (manner == Manner.THROW_LATER) {
            throw new IllegalStateException("a defect of the fake device, as asked");
        }
        return move(command);
    }

    private Outcome place(DeviceCommand command, ScatterList pieces) {
        if (pieces == null) {
            return move(command);
        }
        MemoryOfOthers.write(pieces, medium, (int) command.lba() * BLOCK + (int) command.offset());
        return command.placed();
    }

    private Outcome move(DeviceCommand command) {
        if (command.data() == null || !outcome.isSuccess()) {
            return outcome;
        }
        int at = (int) command.lba() * BLOCK + (int) command.offset();
        if (command.descriptor().direction() == DataDirection.TO_DEVICE) {
            command.data().getBytes(command.data().readerIndex(), medium, at, command.length());
        } else {
            command.data().writeBytes(medium, at, command.length());
        }
        return outcome;
    }

    // DeviceServer

    @Override
    public DeviceCharacteristics characteristics() {
        return new DeviceCharacteristics(
                PeripheralDeviceType.DIRECT_ACCESS_BLOCK, false, "TESTKIT", product, "1", List.of(), readOnly);
    }

    @Override
    public CommandSet commandSet() {
        if (describesWrongly) {
            throw new IllegalStateException("a defect of the fake device, as asked");
        }
        return CommandSet.builder()
                .add(
                        this,
                        BlockCommands.READ_6,
                        BlockCommands.READ_10,
                        BlockCommands.READ_16,
                        BlockCommands.WRITE_10,
                        BlockCommands.WRITE_16,
                        BlockCommands.VERIFY_10,
                        BlockCommands.COMPARE_AND_WRITE,
                        BlockCommands.FORMAT_UNIT,
                        BlockCommands.GET_LBA_STATUS_32,
                        BlockCommands.SANITIZE_EXIT_FAILURE_MODE,
                        BlockCommands.SYNCHRONIZE_CACHE_10,
                        BlockCommands.START_STOP_UNIT)
                .add(this, more)
                .build();
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public int blockLength() {
        return BLOCK;
    }

    @Override
    public void flush() throws IOException {
        flushes++;
    }

    @Override
    public void close() {
        if (closed) {
            throw new AssertionError("closed twice");
        }
        closed = true;
    }
}
