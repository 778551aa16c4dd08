package org.scst.iscsi.internal.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Fuzz target: the additional header segments of a SCSI Command. Its CDB has 16 to 260 bytes, or it is rejected.
 *
 * <p>The input is the segments, in whole words.
 */
public final class AdditionalHeaderSegmentsFuzz {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 260;
    private static final int MOST_WORDS = 255;

    private AdditionalHeaderSegmentsFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        int words = Math.min(input.length / 4, MOST_WORDS);
        ByteBuf pdu = Unpooled.buffer(BasicHeaderSegment.LENGTH + words * 4);
        pdu.writeZero(BasicHeaderSegment.LENGTH).setByte(0, 1).setByte(4, words).writeBytes(input, 0, words * 4);
        ScsiCommand command = new ScsiCommand();
        command.wrap(pdu, 0);
        try {
            int length = new AdditionalHeaderSegments().cdb(command).readableBytes();
            if (length < SHORTEST || length > LONGEST) {
                throw new IllegalStateException("a CDB of " + length + " bytes");
            }
        } catch (ProtocolViolation rejected) {
            if (rejected.radius() != ProtocolViolation.Radius.REJECT) {
                throw new IllegalStateException(rejected);
            }
        }
    }
}
