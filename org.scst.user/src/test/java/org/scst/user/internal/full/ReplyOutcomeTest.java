package org.scst.user.internal.full;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.scsi.Outcome;
import org.scst.user.internal.queue.CommandReply;
import org.scst.user.wire.Operation;

class ReplyOutcomeTest {
    private static CommandReply good(int length, int flags, int blockLength) {
        return new CommandReply(Operation.OK, length, 0, flags, blockLength, new byte[0], 0);
    }

    private static String untrue(CommandReply reply) {
        return assertThrows(UntrueReplyException.class, () -> ReplyOutcome.of(reply, 512))
                .getMessage();
    }

    @Test
    void shouldTakeWhatTheProtocolKnows() throws Exception {
        assertEquals(Outcome.GOOD, ReplyOutcome.of(good(512, 3, 0xFF_FFFF), 512));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 0x8000, 0x8001})
    void shouldNotTrustFlagsThatMeanNothing(int flags) {
        assertTrue(untrue(good(0, flags, 0)).contains("with flags " + Integer.toHexString(flags) + "h"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 24, -1})
    void shouldNotTrustBlocksThatNoBlockDescriptorCanTell(int blockLength) {
        assertTrue(untrue(good(0, Operation.BLOCK_LENGTH, blockLength))
                .contains("blocks of " + Integer.toUnsignedString(blockLength) + " bytes"));
    }

    @Test
    void shouldNotLookAtABlockLengthThatIsNotInForce() throws Exception {
        assertEquals(Outcome.GOOD, ReplyOutcome.of(good(0, 0, -1), 512));
    }

    @ParameterizedTest
    @ValueSource(ints = {513, -1})
    void shouldNotTrustMoreDataThanWasAsked(int length) {
        assertTrue(untrue(good(length, 0, 0)).contains("where 512 were asked"));
    }
}
