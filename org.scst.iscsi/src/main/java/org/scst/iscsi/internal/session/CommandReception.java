package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.target.TargetCommand;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.pdu.AdditionalHeaderSegments;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.RejectReason;
import org.scst.iscsi.internal.pdu.ScsiCommand;
import org.scst.iscsi.internal.pdu.ScsiDataOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in SCSI Command and Data-Out PDUs: judges the header, makes the mid-layer's command, and says where the data segment
 * goes.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class CommandReception {
    private static final Logger LOG = LoggerFactory.getLogger(CommandReception.class);

    /** Immediate commands lie outside the window, so that nothing else limits them (RFC 7143 4.2.2.1). */
    private static final int MOST_IMMEDIATE = 64;

    /** By iSCSI's code: an untagged command is a SIMPLE one here. */
    private static final TaskAttribute[] ATTRIBUTES = {
        TaskAttribute.SIMPLE,
        TaskAttribute.SIMPLE,
        TaskAttribute.ORDERED,
        TaskAttribute.HEAD_OF_QUEUE,
        TaskAttribute.ACA
    };

    private final Session session;
    private final Connection connection;
    private final Turns turns;
    private final CommandsInProgress commands = new CommandsInProgress();
    private final Tombstones tombstones = new Tombstones();
    private final ScsiCommand command = new ScsiCommand();
    private final ScsiDataOut dataOut = new ScsiDataOut();
    private final AdditionalHeaderSegments segments = new AdditionalHeaderSegments();
    /** The CDB of the command that is being taken in, if it is longer than the BHS has room for. */
    private ByteBuf longCdb;

    private DataSegmentSink sink = DataSegmentSink.NOBODY;
    private boolean arriving;
    private int immediates;

    CommandReception(Session session, Connection connection, Turns turns) {
        this.session = session;
        this.connection = connection;
        this.turns = turns;
    }

    CommandsInProgress commands() {
        return commands;
    }

    Tombstones tombstones() {
        return tombstones;
    }

    /** Whether a PDU's data segment has not come to its end. */
    boolean arriving() {
        return arriving;
    }

    /** A header of a SCSI Command or Data-Out; whatever it throws, the data segment that follows goes nowhere. */
    void headerReceived(ByteBuf buffer, int header) throws ProtocolViolation {
        arriving = true;
        sink = DataSegmentSink.NOBODY;
        command.wrap(buffer, header);
        if (command.opcode() == Opcode.SCSI_DATA_OUT) {
            dataOutReceived(buffer, header);
        } else {
            commandReceived(buffer, header);
        }
    }

    void dataReceived(ByteBuf buffer, int index, int length) {
        sink.data(buffer, index, length);
    }

    void pduEnded(ByteBuf header, boolean intact) throws ProtocolViolation {
        DataSegmentSink ended = sink;
        sink = DataSegmentSink.NOBODY;
        arriving = false;
        if (!intact) {
            session.reject(RejectReason.DATA_DIGEST_ERROR, "data digest error", header, 0);
        }
        ended.end(intact);
    }

    private void commandReceived(ByteBuf buffer, int header) throws ProtocolViolation {
        if (command.immediate()) {
            if (immediates >= MOST_IMMEDIATE) {
                throw ProtocolViolation.reject(
                        RejectReason.IMMEDIATE_COMMAND_REJECT, "more than " + MOST_IMMEDIATE + " immediate commands");
            }
            verify();
            begin();
            return;
        }
        switch (turns.of(command.cmdSN())) {
            case IN_TURN -> {
                if (session.parked()) {
                    hold(buffer, header);
                } else {
                    accept();
                }
            }
            case AHEAD -> hold(buffer, header);
            case OUTSIDE -> LOG.debug("{}: outside the command window: {}", connection, command);
        }
    }

    private void hold(ByteBuf buffer, int header) throws ProtocolViolation {
        sink = turns.hold(command.cmdSN(), buffer, header, command.dataSegmentLength());
    }

    private void accept() throws ProtocolViolation {
        try {
            verify();
        } catch (ProtocolViolation violation) {
            connection.window().advance();
            throw violation;
        }
        connection.window().advanceByCommand();
        begin();
    }

    private void verify() throws ProtocolViolation {
        longCdb = command.totalAhsLength() > 0 ? segments.cdb(command) : null;
        boolean both = command.read() && command.write();
        boolean readLength = longCdb != null && segments.bidirectionalReadLength() >= 0;
        if (readLength != both && (readLength || command.expectedDataTransferLength() > 0)) {
            throw ProtocolViolation.reject(
                    RejectReason.INVALID_PDU_FIELD,
                    both
                            ? "a bidirectional command without Expected Read-Data Length"
                            : "Expected Read-Data Length of a command that is not bidirectional");
        }
        if (command.taskAttribute() >= ATTRIBUTES.length) {
            throw ProtocolViolation.reject(RejectReason.INVALID_PDU_FIELD, "task attribute " + command.taskAttribute());
        }
        if (command.initiatorTaskTag() == BasicHeaderSegment.RESERVED_TAG) {
            throw ProtocolViolation.reject(RejectReason.INVALID_PDU_FIELD, "a command with the reserved task tag");
        }
    }

    private void begin() {
        TargetCommand taken = session.nexus().newCommand();
        CommandState state = stateOf(taken);
        int tag = command.initiatorTaskTag();
        long expected = command.expectedDataTransferLength();
        boolean both = command.read() && command.write() && longCdb != null;
        long expectedIn = both ? segments.bidirectionalReadLength() : command.read() ? expected : 0;
        taken.lun(command.lun())
                .attribute(ATTRIBUTES[command.taskAttribute()])
                .identifier(Integer.toUnsignedLong(tag))
                .expectedDataOut(command.write() ? expected : 0)
                .expectedDataIn(expectedIn);
        if (longCdb == null) {
            taken.cdb(command.buffer(), command.cdbOffset(), ScsiCommand.CDB_LENGTH);
        } else {
            taken.cdb(longCdb, longCdb.readerIndex(), longCdb.readableBytes());
        }
        if (!tombstones.isEmpty()) {
            tombstones.tagUsedAnew(tag);
        }
        state.begin(taken, tag, command.immediate());
        if (both) {
            state.announce(expected, expectedIn);
        }
        if (command.immediate()) {
            immediates++;
        }
        commands.add(state);
        state.dataOut().begin(command);
        if (command.dataSegmentLength() > 0) {
            sink = state.dataOut();
        }
        session.nexus().commandReceived(taken);
    }

    private CommandState stateOf(TargetCommand taken) {
        if (taken.attachment() instanceof CommandState known && known.belongsTo(session)) {
            return known;
        }
        CommandState fresh = new CommandState(session);
        taken.attachment(fresh);
        return fresh;
    }

    private void dataOutReceived(ByteBuf buffer, int header) throws ProtocolViolation {
        dataOut.wrap(buffer, header);
        int tag = dataOut.initiatorTaskTag();
        int transferTag = dataOut.targetTransferTag();
        CommandState state = transferTag == BasicHeaderSegment.RESERVED_TAG
                ? commands.byTaskTag(tag)
                : commands.byTransferTag(transferTag);
        if (state != null && state.tag() == tag && state.dataOut().received(dataOut)) {
            sink = state.dataOut();
            return;
        }
        if (tombstones.received(tag, transferTag, dataOut.finalPdu())) {
            return;
        }
        HeldPdus.Held follower = turns.follow(tag, buffer, header, dataOut.dataSegmentLength());
        if (follower != null) {
            sink = follower;
        } else {
            LOG.debug("{}: belongs to no command: {}", connection, dataOut);
        }
    }

    /** Takes in a command that was held, with its data, now that its turn has come. */
    void replay(HeldPdus.Held held) throws ProtocolViolation {
        command.wrap(held.copy(), 0);
        sink = DataSegmentSink.NOBODY;
        accept();
        finishReplay(held);
        for (HeldPdus.Held follower = held.next(); follower != null; follower = follower.next()) {
            sink = DataSegmentSink.NOBODY;
            dataOutReceived(follower.copy(), 0);
            finishReplay(follower);
        }
    }

    private void finishReplay(HeldPdus.Held held) throws ProtocolViolation {
        if (held.dataLength() > 0) {
            sink.data(held.copy(), held.data(), held.dataLength());
        }
        DataSegmentSink ended = sink;
        sink = DataSegmentSink.NOBODY;
        ended.end(held.intact());
    }

    /** The mid-layer has let go of a command; its place in the window was given back before. */
    void ended(CommandState state) {
        DataOutTransfer transfer = state.dataOut();
        transfer.finish(tombstones);
        if (transfer.equals(sink)) {
            sink = DataSegmentSink.NOBODY;
        }
        if (state.immediate()) {
            immediates--;
        }
        commands.remove(state);
        state.end();
    }
}
