package org.scst.local.internal.nexus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TargetPort;
import org.scst.core.target.TaskManagementRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport of a nexus whose initiator is in this process: commands go to core as they come, up to its queue limit, and their data
 * is where the initiator's side has it, so that no window is ever outstanding.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop, but for {@link #inProgress}, {@link #newIdentifier} and
 * {@link #properties}.
 */
public final class LocalTransport implements NexusTransport {
    private static final Logger LOG = LoggerFactory.getLogger(LocalTransport.class);
    private static final byte[] NO_SENSE = new byte[0];

    private final Executor loop;
    private final Listener listener;
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private final Map<TargetCommand, Exchange> sent = new LinkedHashMap<>();
    private final Map<TaskManagementRequest, Consumer<ServiceResponse>> functions = new LinkedHashMap<>();
    private final AtomicLong inProgress = new AtomicLong();
    private final AtomicLong lastIdentifier = new AtomicLong();
    private final ScatterList pieces = new ScatterList();
    private Nexus nexus;
    private int limit = 1;
    private boolean pumping;
    private boolean batchOpen;
    private String over;

    /** What is told of a nexus. */
    public interface Listener {
        /** As {@link NexusTransport#reportAsynchronousEvent}. */
        boolean reported(long lun, Sense sense);

        /** It has ended; the last that is told. */
        void ended(String cause);
    }

    /** @param loop the nexus's event loop */
    public LocalTransport(Executor loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** Opens the nexus; on its event loop. */
    public void open(TargetPort port, NexusDescription description) {
        nexus = port.openNexus(description, this, loop);
        pump();
    }

    /** Commands that have not ended; callable on any thread. */
    public long inProgress() {
        return inProgress.get();
    }

    /** One that no command of the nexus has had; callable on any thread. */
    long newIdentifier() {
        return lastIdentifier.incrementAndGet();
    }

    /** Sends a command, or has it wait for its turn; {@link #batchEnded} comes after the last of several. */
    public void submit(Exchange exchange) {
        if (exchange.identifier == 0) {
            exchange.identifier = newIdentifier();
        }
        if (over != null) {
            exchange.unanswered(over);
            return;
        }
        inProgress.incrementAndGet();
        waiting.add(exchange);
        pump();
    }

    /** No more commands come just now. */
    public void batchEnded() {
        batchOpen = false;
        if (over == null && nexus != null) {
            nexus.batchEnded();
        }
    }

    private void pump() {
        if (pumping || nexus == null) {
            return;
        }
        pumping = true;
        try {
            while (over == null && sent.size() < limit && !waiting.isEmpty()) {
                // The command first: with a dead handle there is none, and the exchange still waits.
                send(nexus.newCommand(), waiting.remove());
            }
        } catch (DeadHandleException e) {
            finish("the driver has withdrawn");
        } finally {
            pumping = false;
        }
    }

    private void send(TargetCommand command, Exchange exchange) {
        command.lun(exchange.lun())
                .cdb(Unpooled.wrappedBuffer(exchange.cdb()), 0, exchange.cdb().length)
                .attribute(exchange.attribute())
                .identifier(exchange.identifier())
                .expectedDataOut(exchange.dataOut())
                .expectedDataIn(exchange.dataIn());
        sent.put(command, exchange);
        nexus.commandReceived(command);
    }

    /** A place has become free: what waited goes, in a batch of its own. */
    private void next() {
        if (waiting.isEmpty() || pumping) {
            return;
        }
        pump();
        if (!batchOpen) {
            batchOpen = true;
            loop.execute(this::batchEnded);
        }
    }

    /**
     * Asks for a task management function.
     *
     * @param lun the eight bytes
     * @param identifier of the command for those that mean one
     */
    public void manage(TaskManagementFunction function, long lun, long identifier, Consumer<ServiceResponse> answered) {
        if (over != null) {
            answered.accept(ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE);
            return;
        }
        boolean neverSent = !function.isQuery() && forget(function, lun, identifier);
        if (neverSent && function == TaskManagementFunction.ABORT_TASK) {
            answered.accept(ServiceResponse.FUNCTION_COMPLETE);
            return;
        }
        TaskManagementRequest request = new TaskManagementRequest(function, lun, identifier, this);
        functions.put(request, answered);
        nexus.taskManagementReceived(request);
    }

    /** Core does not know what still waits here. */
    private boolean forget(TaskManagementFunction function, long lun, long identifier) {
        List<Exchange> concerned = forget(waiting, function, lun, identifier);
        concerned.forEach(exchange -> unanswered(exchange, "aborted by a task management function"));
        return !concerned.isEmpty();
    }

    /** Takes those that a task management function is about out of what has not been sent; the caller ends them. */
    public static List<Exchange> forget(
            Iterable<Exchange> unsent, TaskManagementFunction function, long lun, long identifier) {
        List<Exchange> concerned = new ArrayList<>();
        for (Iterator<Exchange> all = unsent.iterator(); all.hasNext(); ) {
            Exchange exchange = all.next();
            boolean meant = switch (function.reach()) {
                case COMMAND -> identifier != 0 && exchange.identifier() == identifier;
                case LOGICAL_UNIT -> exchange.lun() == lun && function != TaskManagementFunction.CLEAR_ACA;
                case TARGET -> true;
            };
            if (meant) {
                all.remove();
                concerned.add(exchange);
            }
        }
        return concerned;
    }

    /** Ends the nexus; a second call does nothing. */
    public void close(String cause) {
        if (over != null) {
            return;
        }
        try {
            if (nexus != null) {
                nexus.lost(cause);
            }
        } catch (DeadHandleException e) {
            // Core has parked it, and ends it by itself.
        }
        finish(cause);
    }

    /** Lets go of the nexus without ending it: core keeps it for its next driver, or ends it by itself. */
    public void abandon(String cause) {
        finish(cause);
    }

    private void finish(String cause) {
        if (over != null) {
            return;
        }
        over = cause;
        List<Exchange> left = new ArrayList<>(waiting);
        waiting.clear();
        left.forEach(exchange -> unanswered(exchange, cause));
        List<Exchange> parked = new ArrayList<>(sent.values());
        sent.clear();
        parked.forEach(exchange -> unanswered(exchange, cause));
        List<Consumer<ServiceResponse>> asked = new ArrayList<>(functions.values());
        functions.clear();
        asked.forEach(answered -> answered.accept(ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE));
        listener.ended(cause);
    }

    private void unanswered(Exchange exchange, String cause) {
        inProgress.decrementAndGet();
        exchange.unanswered(cause);
    }

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into) {
        Exchange exchange = sent.get(command);
        if (exchange == null) {
            nexus.dataOutReceived(command, offset, 0, DataOutResult.TERMINATED);
            return;
        }
        int count = (int) Math.clamp(exchange.dataOut() - offset, 0L, length);
        int before = into.writerIndex();
        try {
            exchange.fill(offset, count, into);
        } catch (RuntimeException | Error e) {
            LOG.warn("Data-Out of a command is not there", e);
            into.writerIndex(before);
            nexus.dataOutReceived(command, offset, 0, DataOutResult.WRONG_AMOUNT);
            return;
        }
        nexus.dataOutReceived(command, offset, count, DataOutResult.OK);
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        Exchange exchange = sent.get(command);
        if (exchange == null) {
            data.release();
        } else {
            exchange.received(offset, data);
        }
    }

    @Override
    public ScatterList dataInBuffer(TargetCommand command, int offset, int length) {
        Exchange exchange = sent.get(command);
        pieces.clear();
        return exchange != null && exchange.place(offset, length, pieces) ? pieces : null;
    }

    @Override
    public void dataInPlaced(TargetCommand command, int offset, int length, boolean last) {
        sent.get(command).placed(length);
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        Exchange exchange = sent.remove(command);
        Outcome outcome = command.outcome();
        long residual = command.residual();
        byte[] sense = NO_SENSE;
        if (outcome.sense() != null) {
            byte[] most = new byte[Sense.MAX_LENGTH];
            int length = command.writeSense(most, 0);
            sense = Arrays.copyOf(most, length);
        }
        nexus.delivered(1);
        if (exchange != null) {
            inProgress.decrementAndGet();
            exchange.ended(outcome, sense, residual);
        }
        next();
    }

    @Override
    public void commandAborted(TargetCommand command) {
        Exchange exchange = sent.remove(command);
        if (exchange != null) {
            unanswered(exchange, over == null ? "it was aborted" : over);
        }
        next();
    }

    /** No window is outstanding. */
    @Override
    public void terminateDataTransfer(TargetCommand command) {}

    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        nexus.affectedCommandsConfirmed(request);
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        Consumer<ServiceResponse> answered = functions.remove(request);
        if (answered != null) {
            answered.accept(response);
        }
    }

    @Override
    public boolean reportAsynchronousEvent(long lun, Sense sense) {
        return over == null && listener.reported(lun, sense);
    }

    @Override
    public void closeNexus(String reason) {
        close(reason);
    }

    @Override
    public void queueLimit(int commands) {
        limit = commands;
        loop.execute(this::next);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
