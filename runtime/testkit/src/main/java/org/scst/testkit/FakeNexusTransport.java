package org.scst.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.scsi.TransportId;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TargetPort;
import org.scst.core.target.TaskManagementRequest;

/**
 * The driver's end of one nexus, and the initiator behind it: sends commands, feeds data, and writes down what core does. It
 * checks what every driver may rely on: a command is ended once, data comes in order, at most two windows are outstanding, and
 * nothing is sent for a command that is not there.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class FakeNexusTransport implements NexusTransport {

    /** A window that core wants filled. */
    public record Window(TargetCommand command, int offset, int length, ByteBuf into) {}

    /** How a command ended. */
    public record Ending(long identifier, Outcome outcome, long residual, byte[] data) {}

    /** An answered task management request. */
    public record Answer(TaskManagementRequest request, ServiceResponse response) {}

    private static final int GAP = 512;

    private final Map<TargetCommand, byte[]> live = new HashMap<>();
    private final Map<Long, byte[]> toSend = new HashMap<>();
    private final Deque<Window> windows = new ArrayDeque<>();
    private final Deque<ByteBuf> unsent = new ArrayDeque<>();
    private final List<Ending> completed = new ArrayList<>();
    private final List<Long> aborted = new ArrayList<>();
    private final List<TaskManagementRequest> affected = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<String> closeReasons = new ArrayList<>();
    private final List<Sense> events = new ArrayList<>();
    private final List<Integer> limits = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private NexusDescription description;
    private Nexus nexus;
    private int undelivered;
    private boolean answersData = true;
    private boolean answersTermination = true;
    private boolean delivers = true;
    private boolean sendsData = true;
    private boolean confirms = true;
    private boolean takesEvents = true;
    private Consumer<TargetCommand> onComplete = command -> {};
    private MemorySegment dataInBuffer;
    private final ScatterList pieces = new ScatterList();
    private Consumer<TargetCommand> whileNaming = command -> {};
    private long nextIdentifier = 1;

    /** Opens the nexus of this transport. */
    public FakeNexusTransport open(TargetPort port, String initiator, Executor loop) {
        TransportId initiatorPort = TransportId.iscsi(initiator, 1);
        return open(port, new NexusDescription(initiator, initiator, initiatorPort, "test", true, false), loop);
    }

    /** The same with all particulars. */
    public FakeNexusTransport open(TargetPort port, NexusDescription who, Executor loop) {
        description = who;
        nexus = port.openNexus(who, this, loop);
        return this;
    }

    /** The same connection with the driver's next revision: that one goes on with the commands in flight. */
    public FakeNexusTransport resume(TargetPort port, Executor loop) {
        FakeNexusTransport next = new FakeNexusTransport();
        next.live.putAll(live);
        next.toSend.putAll(toSend);
        next.nextIdentifier = nextIdentifier;
        live.clear();
        return next.open(
                port,
                new NexusDescription(
                        description.key(),
                        description.initiatorName(),
                        description.initiatorPort(),
                        description.address(),
                        description.expectedLengths(),
                        true,
                        description.queue()),
                loop);
    }

    /** The nexus. */
    public Nexus nexus() {
        return nexus;
    }

    // How it behaves

    /** Whether it fills windows at once; otherwise the test does, by {@link #answer}. */
    public void answersData(boolean atOnce) {
        answersData = atOnce;
    }

    /** Whether it answers {@link #terminateDataTransfer} at once; otherwise the test does. */
    public void answersTermination(boolean atOnce) {
        answersTermination = atOnce;
    }

    /** Whether responses are reported delivered at once; otherwise by {@link #deliver}. */
    public void delivers(boolean atOnce) {
        delivers = atOnce;
    }

    /** Whether Data-In leaves at once; otherwise by {@link #sendOne}. */
    public void sendsData(boolean atOnce) {
        sendsData = atOnce;
    }

    /** Whether {@link #affectedCommandsEnded} is confirmed at once. */
    public void confirms(boolean atOnce) {
        confirms = atOnce;
    }

    /** Whether it has a message for asynchronous events. */
    public void takesEvents(boolean has) {
        takesEvents = has;
    }

    /** Runs inside {@link #sendCommandComplete}. */
    public void onComplete(Consumer<TargetCommand> action) {
        onComplete = action;
    }

    /** Has this memory for the Data-In of the next command, in pieces with a gap between them; a window and 8 KiB of it. */
    public void dataInBuffer(MemorySegment memory) {
        dataInBuffer = memory;
    }

    /** Runs when core asks for that memory. */
    public void whileNaming(Consumer<TargetCommand> action) {
        whileNaming = action;
    }

    // The initiator's side

    /** Sends a command without data. */
    public long send(int lun, byte[] cdb) {
        return send(command(lun, cdb));
    }

    /** Sends a command that expects data. */
    public long read(int lun, byte[] cdb, long expected) {
        return send(command(lun, cdb).expectedDataIn(expected));
    }

    /** Sends a command with its data. */
    public long write(int lun, byte[] cdb, byte[] data) {
        TargetCommand command = command(lun, cdb).expectedDataOut(data.length);
        toSend.put(command.identifier(), data);
        return send(command);
    }

    /** A command to be completed and sent by {@link #send(TargetCommand)}. */
    public TargetCommand command(int lun, byte[] cdb) {
        long identifier = nextIdentifier;
        nextIdentifier++;
        return nexus.newCommand()
                .lun(LogicalUnitNumber.encode(lun))
                .cdb(Unpooled.wrappedBuffer(cdb), 0, cdb.length)
                .identifier(identifier);
    }

    /** The bytes that a command's initiator has for it. */
    public void data(long identifier, byte[] data) {
        toSend.put(identifier, data);
    }

    /** Hands a command in, as a read batch of one; returns its identifier. */
    public long send(TargetCommand command) {
        long identifier = handIn(command);
        nexus.batchEnded();
        return identifier;
    }

    /** Hands a command in without ending the batch. */
    public long handIn(TargetCommand command) {
        long identifier = command.identifier();
        if (live.put(command, new byte[0]) != null) {
            throw new AssertionError("given a command that is in use: " + command);
        }
        nexus.commandReceived(command);
        return identifier;
    }

    /** Asks for a task management function. */
    public TaskManagementRequest manage(TaskManagementFunction function, int lun, long identifier) {
        TaskManagementRequest request =
                new TaskManagementRequest(function, LogicalUnitNumber.encode(lun), identifier, this);
        nexus.taskManagementReceived(request);
        return request;
    }

    /** Answers the oldest window with its bytes. */
    public void answer() {
        Window window = windows.remove();
        byte[] data = toSend.getOrDefault(window.command.identifier(), new byte[0]);
        int count = Math.clamp(data.length - window.offset, 0, window.length);
        window.into.writeBytes(data, window.offset, count);
        nexus.dataOutReceived(window.command, window.offset, count, DataOutResult.OK);
    }

    /** Answers the oldest window in another way, without bytes. */
    public void answer(DataOutResult result) {
        Window window = windows.remove();
        nexus.dataOutReceived(window.command, window.offset, 0, result);
    }

    /** Reports the oldest responses delivered. */
    public void deliver(int responses) {
        undelivered -= responses;
        nexus.delivered(responses);
    }

    /** The oldest Data-In bytes leave. */
    public void sendOne() {
        unsent.remove().release();
    }

    /** Loses the nexus: what was not sent is thrown away. */
    public void lose() {
        unsent.forEach(ByteBuf::release);
        unsent.clear();
        nexus.lost();
    }

    // What happened

    /** Windows not yet answered, oldest first. */
    public List<Window> windows() {
        return List.copyOf(windows);
    }

    /** Data-In buffers not yet sent. */
    public int unsent() {
        return unsent.size();
    }

    /** Commands answered, in order. */
    public List<Ending> completed() {
        return List.copyOf(completed);
    }

    /** How the command ended. */
    public Ending ending(long identifier) {
        return completed.stream()
                .filter(ending -> ending.identifier == identifier)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("not answered: " + Long.toHexString(identifier) + ", but " + log));
    }

    /** The outcome of the command. */
    public Outcome outcome(long identifier) {
        return ending(identifier).outcome;
    }

    /** Whether the command was answered. */
    public boolean answered(long identifier) {
        return completed.stream().anyMatch(ending -> ending.identifier == identifier);
    }

    /** Identifiers of commands that ended without a response. */
    public List<Long> aborted() {
        return List.copyOf(aborted);
    }

    /** Commands neither answered nor ended without a response. */
    public int live() {
        return live.size();
    }

    /** Requests of which core has said that the affected commands have ended. */
    public List<TaskManagementRequest> affected() {
        return List.copyOf(affected);
    }

    /** Task management responses, in order. */
    public List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** The response to a request; {@code null} while there is none. */
    public ServiceResponse response(TaskManagementRequest request) {
        return answers.stream()
                .filter(answer -> answer.request == request)
                .map(Answer::response)
                .findFirst()
                .orElse(null);
    }

    /** Why core wanted the nexus closed. */
    public List<String> closeReasons() {
        return List.copyOf(closeReasons);
    }

    /** Every asynchronous event that it took, in order. */
    public List<Sense> events() {
        return List.copyOf(events);
    }

    @Override
    public boolean reportAsynchronousEvent(long lun, Sense sense) {
        if (takesEvents) {
            events.add(sense);
        }
        return takesEvents;
    }

    /** Every queue limit that core has told, in order. */
    public List<Integer> limits() {
        return List.copyOf(limits);
    }

    /** Everything but queue limits, in order, one word or two each. */
    public List<String> log() {
        return List.copyOf(log);
    }

    // NexusTransport

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into) {
        require(command);
        if (into.writableBytes() != length) {
            throw new AssertionError("room for " + into.writableBytes() + " of " + length + " bytes");
        }
        if (windows.stream().filter(window -> window.command == command).count() >= 2) {
            throw new AssertionError("a third window at " + offset);
        }
        log.add("receive " + command.identifier() + " " + offset + "+" + length);
        windows.add(new Window(command, offset, length, into));
        if (answersData) {
            answer();
        }
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        byte[] before = require(command);
        if (offset != before.length) {
            throw new AssertionError("data at " + offset + " after " + before.length + " bytes");
        }
        byte[] after = Arrays.copyOf(before, before.length + data.readableBytes());
        data.getBytes(data.readerIndex(), after, before.length, data.readableBytes());
        live.put(command, after);
        log.add("send " + command.identifier() + " " + offset + "+" + data.readableBytes() + (last ? " last" : ""));
        if (sendsData) {
            data.release();
        } else {
            unsent.add(data);
        }
    }

    @Override
    public ScatterList dataInBuffer(TargetCommand command, int offset, int length) {
        require(command);
        whileNaming.accept(command);
        pieces.clear();
        if (dataInBuffer == null || length <= GAP) {
            return null;
        }
        pieces.add(dataInBuffer.address(), GAP);
        pieces.add(dataInBuffer.address() + 2 * GAP, length - GAP);
        return pieces;
    }

    @Override
    public void dataInPlaced(TargetCommand command, int offset, int length, boolean last) {
        byte[] before = require(command);
        if (offset != before.length || pieces.length() != length) {
            throw new AssertionError(length + " bytes placed at " + offset + " after " + before.length);
        }
        byte[] after = Arrays.copyOf(before, before.length + length);
        System.arraycopy(MemoryOfOthers.read(pieces), 0, after, before.length, length);
        live.put(command, after);
        log.add("placed " + command.identifier() + " " + offset + "+" + length + (last ? " last" : ""));
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        byte[] data = require(command);
        live.remove(command);
        log.add("complete " + command.identifier());
        completed.add(new Ending(command.identifier(), command.outcome(), command.residual(), data));
        toSend.remove(command.identifier());
        undelivered++;
        onComplete.accept(command);
        if (delivers) {
            deliver(undelivered);
        }
    }

    @Override
    public void commandAborted(TargetCommand command) {
        require(command);
        if (windows.stream().anyMatch(window -> window.command == command)) {
            throw new AssertionError("ended while a window is outstanding: " + command);
        }
        live.remove(command);
        log.add("aborted " + command.identifier());
        aborted.add(command.identifier());
    }

    private byte[] require(TargetCommand command) {
        byte[] data = live.get(command);
        if (data == null) {
            throw new AssertionError("no such command here: " + command);
        }
        return data;
    }

    @Override
    public void terminateDataTransfer(TargetCommand command) {
        log.add("terminate " + command.identifier());
        if (answersTermination) {
            terminated(command);
        }
    }

    /** Answers every window of the command as terminated. */
    public void terminated(TargetCommand command) {
        List<Window> mine =
                windows.stream().filter(window -> window.command == command).toList();
        windows.removeAll(mine);
        mine.forEach(window -> nexus.dataOutReceived(command, window.offset, 0, DataOutResult.TERMINATED));
    }

    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        log.add("ended " + request.function());
        affected.add(request);
        if (confirms) {
            nexus.affectedCommandsConfirmed(request);
        }
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        if (response(request) != null) {
            throw new AssertionError("answered twice: " + request);
        }
        log.add("executed " + request.function());
        answers.add(new Answer(request, response));
    }

    @Override
    public void closeNexus(String reason) {
        closeReasons.add(reason);
    }

    @Override
    public void queueLimit(int commands) {
        limits.add(commands);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
