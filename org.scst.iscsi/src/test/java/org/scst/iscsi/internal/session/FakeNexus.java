package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TargetPort;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeTargetCommand;

/**
 * The mid-layer at the other side of {@link NexusTransport}: records what the driver says and does what the test says. Commands
 * are recycled, windows are checked, buffers counted.
 */
final class FakeNexus implements Nexus, TargetPort {
    final List<FakeTargetCommand> received = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    final List<TaskManagementRequest> requests = new ArrayList<>();
    final List<TaskManagementRequest> confirmed = new ArrayList<>();
    int delivered;
    int batches;
    int aborted;
    boolean lost;
    /** Told when it is opened. */
    int queueLimit = Integer.MAX_VALUE;
    /** What happens with each command; nothing unless a test says so. */
    Consumer<FakeTargetCommand> onCommand = command -> {};
    /** What happens after each answer. */
    Consumer<Answer> onAnswer = answer -> {};

    private final Deque<FakeTargetCommand> free = new ArrayDeque<>();
    private final List<ByteBuf> windows = new ArrayList<>();
    private NexusTransport transport;

    /** What the driver said of a window. */
    record Answer(FakeTargetCommand command, int offset, int count, DataOutResult result) {}

    ByteBuf fetch(FakeTargetCommand command, int offset, int length) {
        ByteBuf window = Unpooled.directBuffer(length + 8, length + 8).writeLong(0x1122334455667788L);
        windows.add(window);
        transport.receiveDataOut(command, offset, length, window);
        return window;
    }

    /** The bytes that came into a window of {@link #fetch}. */
    static byte[] content(ByteBuf window) {
        byte[] bytes = new byte[window.readableBytes() - Long.BYTES];
        window.getBytes(window.readerIndex() + Long.BYTES, bytes);
        return bytes;
    }

    void send(FakeTargetCommand command, int offset, byte[] bytes, boolean last) {
        transport.sendDataIn(
                command, offset, Unpooled.directBuffer(bytes.length).writeBytes(bytes), last);
    }

    void complete(FakeTargetCommand command, Outcome outcome, long residual) {
        command.outcome = outcome;
        command.residual = residual;
        transport.sendCommandComplete(command);
        free.add(command);
    }

    void abort(FakeTargetCommand command) {
        transport.terminateDataTransfer(command);
        transport.commandAborted(command);
        aborted++;
        free.add(command);
    }

    void executed(TaskManagementRequest request, ServiceResponse response) {
        transport.affectedCommandsEnded(request);
        transport.taskManagementExecuted(request, response);
    }

    NexusTransport transport() {
        return transport;
    }

    FakeTargetCommand last() {
        return received.getLast();
    }

    Answer lastAnswer() {
        return answers.getLast();
    }

    void releaseWindows() {
        windows.forEach(ByteBuf::release);
        windows.clear();
    }

    @Override
    public NexusState state() {
        return lost ? NexusState.GONE : NexusState.LIVE;
    }

    @Override
    public TargetCommand newCommand() {
        FakeTargetCommand recycled = free.poll();
        return recycled == null ? new FakeTargetCommand() : recycled;
    }

    @Override
    public void discard(TargetCommand command) {
        free.add((FakeTargetCommand) command);
    }

    @Override
    public void commandReceived(TargetCommand command) {
        received.add((FakeTargetCommand) command);
        onCommand.accept((FakeTargetCommand) command);
    }

    @Override
    public void dataOutReceived(TargetCommand command, int offset, int count, DataOutResult result) {
        Answer answer = new Answer((FakeTargetCommand) command, offset, count, result);
        answers.add(answer);
        onAnswer.accept(answer);
    }

    @Override
    public void delivered(int responses) {
        delivered += responses;
    }

    @Override
    public void taskManagementReceived(TaskManagementRequest request) {
        requests.add(request);
    }

    @Override
    public void affectedCommandsConfirmed(TaskManagementRequest request) {
        confirmed.add(request);
    }

    @Override
    public void batchEnded() {
        batches++;
    }

    @Override
    public void lost() {
        lost = true;
    }

    @Override
    public String name() {
        return "iqn.2026-11.org.example:fake";
    }

    @Override
    public int relativePortIdentifier() {
        return 1;
    }

    @Override
    public boolean visibleTo(String initiatorName) {
        return true;
    }

    @Override
    public int unsolicitedBytes(String key, NexusDescription.Queue wanted) {
        return wanted.unsolicitedBytes();
    }

    @Override
    public Nexus openNexus(NexusDescription description, NexusTransport given, Executor executor) {
        transport = given;
        given.queueLimit(queueLimit);
        return this;
    }

    @Override
    public void close() {
        lost = true;
    }
}
