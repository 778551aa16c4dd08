package org.scst.iscsi.internal.login;

import java.util.Arrays;
import org.scst.iscsi.internal.wire.WireChannel;

/**
 * Fuzz target: a connection from its first byte on, through login into whatever it gets to.
 *
 * <p>First byte: size of the pieces; then what an initiator sends.
 */
public final class LoginFuzz {
    private static final int LARGEST_ANSWER = 64 * 1024;

    private LoginFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int piece = input[0] == 0 ? input.length : input[0] & 0xFF;
        LoginFixture fixture = LoginFixture.serving();
        try (fixture) {
            WireChannel wire = fixture.wire;
            int answered = 0;
            for (int from = 1; from < input.length && wire.open(); from += piece) {
                wire.sendRaw(Arrays.copyOfRange(input, from, Math.min(from + piece, input.length)));
                answered += wire.receivedRaw().length;
            }
            if (answered > LARGEST_ANSWER + 4 * input.length) {
                throw new IllegalStateException(answered + " bytes of answers to " + input.length);
            }
        }
        if (fixture.badPeers.defects() > 0) {
            throw new IllegalStateException("a defect ended the connection; its trace is in the log");
        }
        if (fixture.places.taken() != 0 || fixture.memory.used() != 0) {
            throw new IllegalStateException(
                    fixture.places.taken() + " places and " + fixture.memory.used() + " bytes are kept");
        }
    }
}
