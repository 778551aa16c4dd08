package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.Map;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.InitiatorPdu;
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
    private static final int FOLLOWS = 1;
    private static final int ABORTED = 2;
    private static final int INTACT = 4;

    private final ConnectionMemory memory;
    private final Map<Integer, Held> byCmdSN = new HashMap<>();
    private final BasicHeaderSegment header = new BasicHeaderSegment();
    private final InitiatorPdu numbered = new InitiatorPdu();
    private int bytes;

    /** One PDU: header, additional header segments and data segment, one behind the other; and the unsolicited Data-Out that came after a command. */
    static final class Held implements DataSegmentSink {
        private final ByteBuf copy;
        private final int data;
        private final int length;
        private Held next;
        private boolean complete;
        private boolean aborted;
        private boolean intact = true;

        private Held(ByteBuf copy, int data, int length) {
            this.copy = copy;
            this.data = data;
            this.length = length;
            complete = length == 0;
        }

        ByteBuf copy() {
            return copy;
        }

        /** Where its data segment begins in {@link #copy}. */
        int data() {
            return data;
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

    /** @param memory what the copies count for */
    HeldPdus(ConnectionMemory memory) {
        this.memory = memory;
    }

    /**
     * All of them as bytes, for the next revision: each with what is said of it, followers behind their command.
     *
     * @return the caller's
     */
    ByteBuf write(ByteBufAllocator alloc) {
        ByteBuf all = alloc.buffer();
        for (Held first : byCmdSN.values()) {
            int follows = 0;
            for (Held held = first; held != null; held = held.next) {
                all.writeByte(follows | (held.aborted ? ABORTED : 0) | (held.intact ? INTACT : 0));
                all.writeInt(held.data).writeInt(held.length);
                all.writeBytes(held.copy, 0, held.data + held.length);
                follows = FOLLOWS;
            }
        }
        return all;
    }

    /** Takes in what {@link #write} has made; what it is not is refused, and nothing is held then. */
    void read(ByteBufAllocator alloc, ByteBuf all) throws RecordRefusedException {
        try {
            Held command = null;
            while (all.isReadable()) {
                int said = all.readByte();
                Held held = readOne(alloc, all, said);
                if ((said & FOLLOWS) == 0) {
                    command = held;
                    numbered.wrap(held.copy, 0);
                    byCmdSN.put(numbered.cmdSN(), held);
                } else if (command == null) {
                    held.release();
                    throw new RecordRefusedException("a held Data-Out without its command");
                } else {
                    command.last().next = held;
                }
                bytes += held.data + held.length;
                memory.takeAnyway(held.data + held.length);
            }
        } catch (RecordRefusedException e) {
            release();
            throw e;
        }
    }

    private static Held readOne(ByteBufAllocator alloc, ByteBuf all, int said) throws RecordRefusedException {
        boolean room = all.readableBytes() >= 2 * Integer.BYTES;
        int data = room ? all.readInt() : 0;
        int length = room ? all.readInt() : 0;
        boolean plausible = data >= BasicHeaderSegment.LENGTH && data <= MOST_BYTES && length >= 0;
        if (!plausible || length > MOST_BYTES || all.readableBytes() < data + length) {
            throw new RecordRefusedException("a held PDU of " + data + " and " + length + " bytes");
        }
        Held held = new Held(alloc.directBuffer(data + length, data + length), data, length);
        held.copy.writeBytes(all, data + length);
        held.complete = true;
        held.aborted = (said & ABORTED) != 0;
        held.intact = (said & INTACT) != 0;
        return held;
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
        this.header.wrap(buffer, header);
        int data = BasicHeaderSegment.LENGTH + this.header.totalAhsLength();
        int needed = data + length;
        if (bytes + needed > MOST_BYTES) {
            throw ProtocolViolation.connectionFailure("more than " + MOST_BYTES + " bytes sent ahead of their turn");
        }
        if (!memory.take(needed)) {
            throw ProtocolViolation.exceeded(
                    memory.limit(needed),
                    "no memory for " + needed + " bytes sent ahead of their turn: this connection holds " + memory);
        }
        bytes += needed;
        ByteBuf copy = alloc.directBuffer(needed, needed);
        copy.writeBytes(buffer, header, data);
        return new Held(copy, data, length);
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
        int before = bytes;
        for (Held held = taken; held != null; held = held.next) {
            bytes -= held.data + held.length;
        }
        memory.giveBack(before - bytes);
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
        memory.giveBack(bytes);
        bytes = 0;
    }
}
