package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.scst.iscsi.internal.connection.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a session when its driver withdraws. No logout is asked for, which would be the loss of the nexus with all that core
 * keeps for it. What is in progress is answered, and what comes next stays unparsed. Then the connection goes to the next revision
 * as it is; or, when that cannot be, its drop is announced and the initiator logs in again. What has not ended within the limit
 * ends that way too.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    /** How long commands in progress may take; after that they are left to core unanswered. */
    private static final int DRAIN_SECONDS = 2;

    /** Most of what the initiator has not taken that goes over the shelf. */
    private static final long MOST_UNSENT = 1 << 20;

    private final Session session;
    private final Connection connection;
    private final CommandReception reception;
    private final TaskManagement taskManagement;
    private final OrderedPdus ordered;
    private final Turns turns;
    private final OwedByInitiator owed;
    private int undelivered;
    private boolean begun;
    private boolean scheduled;
    private Future<?> limit;

    Departure(
            Session session,
            Connection connection,
            CommandReception reception,
            TaskManagement taskManagement,
            OrderedPdus ordered,
            Turns turns,
            OwedByInitiator owed) {
        this.session = session;
        this.connection = connection;
        this.reception = reception;
        this.taskManagement = taskManagement;
        this.ordered = ordered;
        this.turns = turns;
        this.owed = owed;
    }

    boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
        limit = connection.executor().schedule(this::limitReached, DRAIN_SECONDS, TimeUnit.SECONDS);
        connection.detachment().spare();
        check();
    }

    /** A response was queued. */
    void queued() {
        undelivered++;
    }

    /** So many have left. */
    void delivered(int responses) {
        undelivered -= responses;
        check();
    }

    /** Something may have been the last. */
    void check() {
        if (begun && !scheduled && undelivered == 0 && idle()) {
            scheduled = true;
            connection.executor().execute(this::leave);
        }
    }

    /** The connection is gone. */
    void cancel() {
        if (limit != null) {
            limit.cancel(false);
        }
    }

    /** Everything is answered, and core knows that the answers have left: else it would hold some as not delivered. */
    private void leave() {
        scheduled = false;
        if (!session.loggedIn() || undelivered > 0 || !idle()) {
            return;
        }
        if (!handOver()) {
            drop();
        }
    }

    /** Answers that the initiator has only not taken yet go along, and count as sent: nothing else will become of them. */
    private void limitReached() {
        if (!session.loggedIn()) {
            return;
        }
        boolean idle = idle() && connection.output().pending() <= MOST_UNSENT;
        if (idle && undelivered > 0) {
            int rest = undelivered;
            undelivered = 0;
            session.nexus().delivered(rest);
        }
        if (!idle || !handOver()) {
            drop();
        }
    }

    /** Whether nothing is in progress that another revision could not go on with. */
    private boolean idle() {
        return reception.commands().size() == 0
                && taskManagement.pending() == 0
                && ordered.idle()
                && connection.betweenPdus();
    }

    /** Says that the connection is dropped, and drops it. */
    void drop() {
        ordered.announceDrop();
        connection.closeAfterFlush();
    }

    /**
     * Leaves the connection to the next revision.
     *
     * @return {@code false} when that cannot be; then it is as before
     */
    private boolean handOver() {
        SocketDescriptor descriptor = connection.detachment().descriptor().orElse(null);
        if (descriptor == null) {
            return false;
        }
        Handover.Carried carried;
        try {
            carried = carried(descriptor);
        } catch (RuntimeException | OutOfMemoryError e) {
            // An error of Netty's does not end the process; left open, the descriptor keeps the initiator waiting.
            LOG.warn("{} cannot go on with the next revision", connection, e);
            descriptor.close();
            return false;
        }
        connection.detachment().end(carried);
        return true;
    }

    private Handover.Carried carried(SocketDescriptor descriptor) {
        ByteBuf unsent = connection.output().unsent();
        ConnectionRecord record = new ConnectionRecord(
                session.identity(),
                session.parameters(),
                connection.output().statSN(),
                connection.window().expCmdSN(),
                connection.window().maxCmdSN(),
                reception.commands().nextTag(),
                owed.signOfLife(),
                reception.tombstones().all(),
                turns.held(),
                connection.unparsed(),
                unsent);
        ByteBuf farewell = Unpooled.wrappedBuffer(unsent.retainedDuplicate(), ordered.dropAnnouncement());
        return record.carried(descriptor, farewell);
    }

    /** Has the session stand as the one that has left stood; bytes that were not parsed or not sent are the connection's. */
    void undo(ConnectionRecord left) throws RecordRefusedException {
        connection.resumeNumbers(
                left.expCmdSN(),
                left.maxCmdSN(),
                left.statSN(),
                left.signOfLife().silentNanos());
        owed.resume(left.signOfLife());
        left.tombstones().forEach(owing -> reception.tombstones().add(owing.taskTag(), owing.transferTag()));
        reception.commands().nextTag(left.nextTransferTag());
        turns.hold(left.held());
    }
}
