package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.Map;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * PDUs that came before their turn, or whose turn waits because the initiator does not take what is sent: copies of header and
 * data by CmdSN. Inside the command window, hence few; and bounded in bytes.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> owns the copies until they are taken or
 * released.
 */
final class HeldPdus {
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final Map<Integer, Held> byCmdSN = new HashMap<>();
    private final BasicHeaderSegment header = new BasicHeaderSegment();
    private int bytes;

    /** One PDU: header and data segment, one behind the other; and the unsolicited Data-Out that came after a command. */
    static final class Held implements DataSegmentSink {
        private final ByteBuf copy;
        private final int length;
        private Held next;
        private boolean complete;
        private boolean aborted;
        private boolean intact = true;

        private Held(ByteBuf copy, int length) {
            this.copy = copy;
            this.length = length;
            complete = length == 0;
        }

        ByteBuf copy() {
            return copy;
        }

        int dataLength() {
            return length;
        }

        /** The Data-Out that followed, or {@code null}. */
        Held next() {
            return next;
        }

        /** Whether its data segment is there. */
        boolean complete() {
            return complete;
        }

        /** Whether the data digest was right. */
        boolean intact() {
            return intact;
        }

        /** Whether a task management function ended it while it was held. */
        boolean aborted() {
            return aborted;
        }

        void release() {
            for (Held held = this; held != null; held = held.next) {
                held.copy.release();
            }
        }

        private Held last() {
            Held held = this;
            while (held.next != null) {
                held = held.next;
            }
            return held;
        }

        @Override
        public void data(ByteBuf source, int index, int count) {
            copy.writeBytes(source, index, count);
        }

        @Override
        public void end(boolean digestRight) {
            complete = true;
            intact = digestRight;
        }
    }

    boolean isEmpty() {
        return byCmdSN.isEmpty();
    }

    boolean holds(int cmdSN) {
        return byCmdSN.containsKey(cmdSN);
    }

    /** Holds a PDU whose data segment is still to come. */
    Held hold(ByteBufAllocator alloc, int cmdSN, ByteBuf buffer, int header, int length) throws ProtocolViolation {
        Held held = copy(alloc, buffer, header, length);
        byCmdSN.put(cmdSN, held);
        return held;
    }

    /** Holds a Data-Out whose command is held. */
    Held follow(Held command, ByteBufAllocator alloc, ByteBuf buffer, int header, int length) throws ProtocolViolation {
        Held follower = copy(alloc, buffer, header, length);
        command.last().next = follower;
        return follower;
    }

    private Held copy(ByteBufAllocator alloc, ByteBuf buffer, int header, int length) throws ProtocolViolation {
        int needed = BasicHeaderSegment.LENGTH + length;
        if (bytes + needed > MOST_BYTES) {
            throw ProtocolViolation.connectionFailure("more than " + MOST_BYTES + " bytes sent ahead of their turn");
        }
        bytes += needed;
        ByteBuf copy = alloc.directBuffer(needed, needed);
        copy.writeBytes(buffer, header, BasicHeaderSegment.LENGTH);
        return new Held(copy, length);
    }

    /** The PDU with this CmdSN, or {@code null}. */
    Held get(int cmdSN) {
        return byCmdSN.get(cmdSN);
    }

    /** The SCSI Command with this tag, or {@code null}. */
    Held command(int taskTag) {
        for (Held held : byCmdSN.values()) {
            header.wrap(held.copy, 0);
            if (header.opcode() == Opcode.SCSI_COMMAND && header.initiatorTaskTag() == taskTag) {
                return held;
            }
        }
        return null;
    }

    /** Lets go of the PDU with this CmdSN; the caller releases it. */
    Held take(int cmdSN) {
        Held taken = byCmdSN.remove(cmdSN);
        for (Held held = taken; held != null; held = held.next) {
            bytes -= BasicHeaderSegment.LENGTH + held.length;
        }
        return taken;
    }

    /**
     * Ends a command that is held: when its turn comes it counts as received.
     *
     * @return whether one with this tag is
     */
    boolean abort(int taskTag) {
        Held held = command(taskTag);
        if (held != null) {
            held.aborted = true;
        }
        return held != null;
    }

    void release() {
        byCmdSN.values().forEach(Held::release);
        byCmdSN.clear();
        bytes = 0;
    }
}
