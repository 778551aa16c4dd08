package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.sequence.CommandWindow;
import org.scst.iscsi.internal.sequence.SerialNumber;

/**
 * Whose turn it is: numbered PDUs are taken in by CmdSN, whatever order they come in, and commands wait here while the session is
 * parked (RFC 7143 4.2.2.1).
 *
 * <p>A parked command does not move ExpCmdSN, so that the command window bounds what can gather.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> owns the copies of PDUs that are held.
 */
final class Turns {
    private final Connection connection;
    private final Session session;
    private final CommandWindow window;
    private final HeldPdus held;
    private CommandReception reception;
    private OrderedPdus ordered;

    Turns(Connection connection, Session session) {
        this.connection = connection;
        this.session = session;
        this.window = connection.window();
        this.held = new HeldPdus(connection.memory());
    }

    /** Says who takes in what was held. */
    void serve(CommandReception commands, OrderedPdus others) {
        reception = commands;
        ordered = others;
    }

    /** Where a numbered PDU lies; one that is held already counts as outside, a duplicate. */
    CommandWindow.Place of(int cmdSN) {
        return !held.isEmpty() && held.holds(cmdSN) ? CommandWindow.Place.OUTSIDE : window.place(cmdSN);
    }

    /** Holds a PDU; its data segment, if there is one, goes to the result. */
    HeldPdus.Held hold(int cmdSN, ByteBuf buffer, int header, int length) throws ProtocolViolation {
        return held.hold(connection.alloc(), cmdSN, buffer, header, length);
    }

    /**
     * Holds a Data-Out whose command is held.
     *
     * @return where its data segment goes, or {@code null} when no such command is held
     */
    HeldPdus.Held follow(int taskTag, ByteBuf buffer, int header, int length) throws ProtocolViolation {
        HeldPdus.Held command = held.command(taskTag);
        return command == null ? null : held.follow(command, connection.alloc(), buffer, header, length);
    }

    /**
     * Ends a command that is held: when its turn comes it counts as received.
     *
     * @return whether one with this tag is
     */
    boolean abort(int taskTag) {
        return held.abort(taskTag);
    }

    /** Takes in what was held and whose turn has come. */
    void takeInHeld() throws ProtocolViolation {
        while (!held.isEmpty() && !reception.arriving()) {
            HeldPdus.Held next = held.get(window.expCmdSN());
            if (next == null || !next.complete() || session.parked() && !ordered.isOrdered(next)) {
                return;
            }
            takeIn(next);
        }
    }

    /** Takes in what was held and came before {@code cmdSN}, because a task management function is about to reach it. */
    void takeInHeldBefore(int cmdSN) throws ProtocolViolation {
        while (!held.isEmpty() && SerialNumber.before(window.expCmdSN(), cmdSN)) {
            HeldPdus.Held next = held.get(window.expCmdSN());
            if (next == null) {
                return;
            }
            takeIn(next);
        }
    }

    private void takeIn(HeldPdus.Held next) throws ProtocolViolation {
        held.take(window.expCmdSN());
        try {
            if (next.aborted()) {
                window.advance();
            } else if (ordered.isOrdered(next)) {
                ordered.replay(next);
            } else {
                reception.replay(next);
            }
        } catch (ProtocolViolation violation) {
            session.answerViolation(violation, next.copy(), 0);
        } finally {
            next.release();
        }
    }

    /** What is held, see {@link HeldPdus#write}. */
    ByteBuf held() {
        return held.write(connection.alloc());
    }

    /** Holds what an earlier revision has held. */
    void hold(ByteBuf left) throws RecordRefusedException {
        held.read(connection.alloc(), left);
    }

    void release() {
        held.release();
    }
}
