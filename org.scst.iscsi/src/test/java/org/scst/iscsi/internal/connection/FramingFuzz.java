package org.scst.iscsi.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * Fuzz target: the PDU reader. The same bytes are handed over whole and in pieces, and mean the same: so a PDU may be cut anywhere.
 *
 * <p>First byte: digests and what is streamed; second byte: size of the pieces; then what an initiator sends.
 */
public final class FramingFuzz {
    private static final int LARGEST = 8192;

    private FramingFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        List<String> whole = events(input, input.length);
        List<String> pieces = events(input, 1 + (input[1] & 0xFF) % 100);
        if (!whole.equals(pieces)) {
            throw new IllegalStateException("whole: " + whole + ", in pieces: " + pieces);
        }
    }

    private static List<String> events(byte[] input, int piece) {
        RecordingPhase phase = new RecordingPhase();
        phase.largest = LARGEST;
        phase.streamed = input[0] >> 2 & 0x3F;
        PduFraming framing = new PduFraming();
        framing.digests((input[0] & 1) != 0, (input[0] & 2) != 0);
        ByteBuf in = Unpooled.buffer(input.length);
        try {
            for (int from = 2; from < input.length; from += piece) {
                in.writeBytes(input, from, Math.min(piece, input.length - from));
                while (framing.next(in, phase)) {
                    if (framing.wanted() > LARGEST + 2048) {
                        throw new IllegalStateException("wants " + framing.wanted() + " bytes");
                    }
                }
                in.discardReadBytes();
            }
        } catch (ProtocolViolation violation) {
            List<String> ended = new ArrayList<>(phase.events);
            ended.add(violation.getMessage());
            return ended;
        }
        return phase.events;
    }
}
