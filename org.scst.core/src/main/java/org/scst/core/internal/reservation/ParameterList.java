package org.scst.core.internal.reservation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.TransportId;

/**
 * Parameter list of PERSISTENT RESERVE OUT (SPC-4, PERSISTENT RESERVE OUT parameter data).
 *
 * <pre>
 *   0   RESERVATION KEY (8)    8  SERVICE ACTION RESERVATION KEY (8)
 *   basic:  20  SPEC_I_PT(3) ALL_TG_PT(2) APTPL(0)      with SPEC_I_PT:  24  TRANSPORTID PARAMETER DATA LENGTH (4)
 *                                                                        28  TransportIDs
 *   move:   17  UNREG(1) APTPL(0)    18  RELATIVE TARGET PORT IDENTIFIER (2)
 *           20  TRANSPORTID PARAMETER DATA LENGTH (4)    24  TransportID
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param key RESERVATION KEY
 * @param serviceActionKey SERVICE ACTION RESERVATION KEY
 * @param specifiesInitiatorPorts SPEC_I_PT
 * @param allTargetPorts ALL_TG_PT
 * @param persistent APTPL
 * @param unregisters UNREG
 * @param targetPort RELATIVE TARGET PORT IDENTIFIER; 0 in a basic list
 * @param initiatorPorts TransportIDs
 */
public record ParameterList(
        long key,
        long serviceActionKey,
        boolean specifiesInitiatorPorts,
        boolean allTargetPorts,
        boolean persistent,
        boolean unregisters,
        int targetPort,
        List<TransportId> initiatorPorts) {

    /** The longest list that is taken; every TransportID of a large cluster has a place in it. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final int BASIC_LENGTH = 24;
    private static final int FLAGS_OFFSET = 20;
    private static final int SPEC_I_PT = 0x08;
    private static final int ALL_TG_PT = 0x04;
    private static final int APTPL = 0x01;
    private static final int LENGTH_OFFSET = 24;
    private static final int MOVE_FLAGS_OFFSET = 17;
    private static final int UNREG = 0x02;
    private static final int TARGET_PORT_OFFSET = 18;
    private static final int MOVE_LENGTH_OFFSET = 20;
    private static final int MOVE_TRANSPORT_ID_OFFSET = 24;

    /** What may stand in a list. */
    public enum Form {
        /** Keys and flags only. */
        BASIC,
        /** As {@link #BASIC}, and with SPEC_I_PT TransportIDs behind it. */
        WITH_INITIATOR_PORTS,
        /** That of REGISTER AND MOVE. */
        MOVE
    }

    /** Why a list cannot be read; {@code null} when it can. */
    public static Outcome verify(Form form, byte[] list) {
        if (list.length < BASIC_LENGTH) {
            return Outcome.PARAMETER_LIST_LENGTH_ERROR;
        }
        if (form == Form.MOVE) {
            return verifyTransportIds(list, MOVE_LENGTH_OFFSET, TransportId.FIXED_LENGTH);
        }
        if ((list[FLAGS_OFFSET] & SPEC_I_PT) == 0) {
            return list.length == BASIC_LENGTH ? null : Outcome.PARAMETER_LIST_LENGTH_ERROR;
        }
        if (form == Form.BASIC) {
            return invalidField(FLAGS_OFFSET, 3);
        }
        return list.length < LENGTH_OFFSET + Integer.BYTES
                ? Outcome.PARAMETER_LIST_LENGTH_ERROR
                : verifyTransportIds(list, LENGTH_OFFSET, 0);
    }

    private static Outcome verifyTransportIds(byte[] list, int lengthOffset, int least) {
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(list).getInt(lengthOffset));
        int first = lengthOffset + Integer.BYTES;
        if (length != list.length - first) {
            return Outcome.PARAMETER_LIST_LENGTH_ERROR;
        }
        if (length < least || length % 4 != 0) {
            return invalidField(lengthOffset, -1);
        }
        int at = first;
        while (at < list.length) {
            try {
                at += TransportId.read(list, at, list.length - at).length();
            } catch (IllegalArgumentException malformed) {
                return invalidField(at, -1);
            }
            if (least > 0 && at < list.length) {
                return invalidField(lengthOffset, -1);
            }
        }
        return null;
    }

    static Outcome invalidField(int offset, int bit) {
        return Outcome.check(Sense.invalidFieldInParameterList(offset, bit));
    }

    /** Reads a list that {@link #verify} found nothing wrong with. */
    public static ParameterList read(Form form, byte[] list) {
        ByteBuffer bytes = ByteBuffer.wrap(list);
        boolean move = form == Form.MOVE;
        int flags = list[move ? MOVE_FLAGS_OFFSET : FLAGS_OFFSET];
        boolean specifies = !move && (flags & SPEC_I_PT) != 0;
        int first = move ? MOVE_TRANSPORT_ID_OFFSET : LENGTH_OFFSET + Integer.BYTES;
        return new ParameterList(
                bytes.getLong(0),
                bytes.getLong(8),
                specifies,
                !move && (flags & ALL_TG_PT) != 0,
                (flags & APTPL) != 0,
                move && (flags & UNREG) != 0,
                move ? bytes.getShort(TARGET_PORT_OFFSET) & 0xFFFF : 0,
                move || specifies ? transportIds(list, first) : List.of());
    }

    private static List<TransportId> transportIds(byte[] list, int first) {
        List<TransportId> ids = new ArrayList<>();
        for (int at = first; at < list.length; at += ids.getLast().length()) {
            ids.add(TransportId.read(list, at, list.length - at));
        }
        return List.copyOf(ids);
    }
}
