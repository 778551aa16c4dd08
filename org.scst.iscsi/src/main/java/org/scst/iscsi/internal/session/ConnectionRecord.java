package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.scst.iscsi.internal.login.OperationalParameters;

/**
 * What the next revision of the driver must know to go on with a session and its connection at zero commands in flight. It passes
 * over core's shelf as text, numbers and bytes; a number or a stretch of bytes that is missing, or out of range, and a version that
 * this revision does not know, refuse the whole.
 *
 * <p><i>Threading:</i> immutable. <i>Ownership:</i> the buffers are borrowed from the {@link Handover.Carried}.
 *
 * @param identity who is at both ends
 * @param parameters what was negotiated
 * @param statSN the next StatSN
 * @param expCmdSN the next CmdSN
 * @param maxCmdSN the highest CmdSN that the initiator was promised
 * @param nextTransferTag see {@link CommandsInProgress#nextTag()}
 * @param signOfLife how it stands with NOP-Ins
 * @param tombstones data that commands which have ended are still owed
 * @param held see {@link HeldPdus#write}
 * @param unparsed what was read and not parsed
 * @param unsent what was to be sent and is not
 */
public record ConnectionRecord(
        SessionIdentity identity,
        OperationalParameters parameters,
        int statSN,
        int expCmdSN,
        int maxCmdSN,
        int nextTransferTag,
        SignOfLife signOfLife,
        List<Tombstones.Tombstone> tombstones,
        ByteBuf held,
        ByteBuf unparsed,
        ByteBuf unsent) {
    /** Of what this revision writes, and the only one that it reads. */
    static final long VERSION = 1;

    private static final String KIND = "connection";
    private static final int TOMBSTONE = 2 * Integer.BYTES;

    /** Copies its lists. */
    public ConnectionRecord {
        tombstones = List.copyOf(tombstones);
    }

    /** Whether this is a connection. */
    public static boolean is(Handover.Carried carried) {
        return carried.kind().equals(KIND) && carried.channel() instanceof Integer;
    }

    /** The TSIH of a connection that {@link #is} one; 0 when there is none in range. */
    public static int tsih(Handover.Carried carried) {
        long tsih = carried.numbers().getOrDefault("TSIH", 0L);
        return tsih > 0 && tsih <= 0xFFFF ? (int) tsih : 0;
    }

    /**
     * As it lies on the shelf. The buffers of this record go with it.
     *
     * @param farewell taken; what the initiator is told if nobody goes on
     */
    Handover.Carried carried(SocketDescriptor descriptor, ByteBuf farewell) {
        Map<String, Long> numbers = new HashMap<>();
        numbers.put("version", VERSION);
        numbers.put("ISID", identity.isid());
        numbers.put("TSIH", (long) identity.tsih());
        numbers.put("CID", (long) identity.cid());
        NegotiatedNumbers.write(parameters, numbers);
        numbers.put("StatSN", Integer.toUnsignedLong(statSN));
        numbers.put("ExpCmdSN", Integer.toUnsignedLong(expCmdSN));
        numbers.put("MaxCmdSN", Integer.toUnsignedLong(maxCmdSN));
        numbers.put("transferTag", (long) nextTransferTag);
        numbers.put("silence", signOfLife.silentNanos());
        numbers.put("asked", signOfLife.askedNanos());
        numbers.put("nopTag", (long) signOfLife.nextTag());
        ByteBuf owed = Unpooled.buffer(TOMBSTONE * tombstones.size());
        tombstones.forEach(tombstone -> owed.writeInt(tombstone.taskTag()).writeInt(tombstone.transferTag()));
        return Handover.Carried.ofDescriptor(
                KIND,
                descriptor,
                Map.of("initiator", identity.initiatorName(), "target", identity.targetName()),
                numbers,
                Map.of(
                        "tombstones",
                        owed,
                        "held",
                        held,
                        "unparsed",
                        unparsed,
                        "unsent",
                        unsent,
                        Handover.Carried.FAREWELL,
                        farewell));
    }

    /** Reads what lies on the shelf; it stays the caller's. */
    public static ConnectionRecord read(Handover.Carried carried) throws RecordRefusedException {
        RecordNumbers numbers = new RecordNumbers(carried.numbers());
        long version = numbers.number("version", Long.MIN_VALUE, Long.MAX_VALUE);
        if (version != VERSION) {
            throw new RecordRefusedException("version " + version + ", and only version " + VERSION + " is known here");
        }
        SessionIdentity identity = new SessionIdentity(
                text(carried, "initiator"),
                numbers.number("ISID", 0, 0xFFFF_FFFF_FFFFL),
                numbers.small("TSIH", 1, 0xFFFF),
                numbers.small("CID", 0, 0xFFFF),
                text(carried, "target"));
        return new ConnectionRecord(
                identity,
                NegotiatedNumbers.read(numbers),
                numbers.unsigned("StatSN"),
                numbers.unsigned("ExpCmdSN"),
                numbers.unsigned("MaxCmdSN"),
                numbers.small("transferTag", 0, 0xFFFF),
                new SignOfLife(
                        numbers.number("silence", 0, Long.MAX_VALUE),
                        numbers.number("asked", SignOfLife.NOT_ASKED, Long.MAX_VALUE),
                        numbers.small("nopTag", Integer.MIN_VALUE, Integer.MAX_VALUE)),
                tombstones(bytes(carried, "tombstones")),
                bytes(carried, "held"),
                bytes(carried, "unparsed"),
                bytes(carried, "unsent"));
    }

    private static String text(Handover.Carried carried, String key) throws RecordRefusedException {
        String text = carried.text().get(key);
        if (text == null || text.isEmpty()) {
            throw new RecordRefusedException("no " + key);
        }
        return text;
    }

    private static ByteBuf bytes(Handover.Carried carried, String key) throws RecordRefusedException {
        ByteBuf bytes = carried.bytes().get(key);
        if (bytes == null) {
            throw new RecordRefusedException("no " + key);
        }
        return bytes.duplicate();
    }

    private static List<Tombstones.Tombstone> tombstones(ByteBuf owed) throws RecordRefusedException {
        if (owed.readableBytes() % TOMBSTONE != 0) {
            throw new RecordRefusedException("tombstones of " + owed.readableBytes() + " bytes");
        }
        List<Tombstones.Tombstone> all = new ArrayList<>();
        while (owed.isReadable()) {
            all.add(new Tombstones.Tombstone(owed.readInt(), owed.readInt()));
        }
        return all;
    }
}
