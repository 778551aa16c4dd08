package org.scst.iscsi.internal.session;

import java.util.Arrays;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.testkit.FakeTargetCommand;

/**
 * Fuzz target: the full feature phase, against a mid-layer that does with a command what its tag says. Whatever comes, nothing is
 * left when the connection has ended, and it ends once.
 *
 * <p>First byte: digests, size of the pieces; then what an initiator sends.
 */
public final class SessionFuzz {
    private SessionFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int piece = input[0] < 0 ? input.length : 1 + (input[0] & 0x3F) * 4;
        SessionFixture fixture =
                new SessionFixture((input[0] & 0x40) != 0 ? SessionFixture.withDigests() : SessionFixture.parameters());
        try (fixture) {
            fixture.nexus.onCommand = command -> serve(fixture.nexus, command);
            for (int from = 1; from < input.length && fixture.channel.isOpen(); from += piece) {
                fixture.receiveRaw(Arrays.copyOfRange(input, from, Math.min(from + piece, input.length)));
                fixture.nexus.requests.forEach(
                        request -> fixture.nexus.executed(request, ServiceResponse.FUNCTION_COMPLETE));
                fixture.nexus.requests.clear();
                fixture.advance(1);
                fixture.sent();
            }
        }
        if (fixture.badPeers.defects() > 0) {
            throw new IllegalStateException("a defect ended the connection; its trace is in the log");
        }
        long ended = fixture.ended.stream().filter("session"::equals).count();
        if (fixture.memory.used() != 0 || ended != 1) {
            throw new IllegalStateException(fixture.memory.used() + " bytes are kept, ended: " + fixture.ended);
        }
    }

    private static void serve(FakeNexus nexus, FakeTargetCommand command) {
        switch ((int) command.identifier & 7) {
            case 0 -> nexus.complete(command, Outcome.GOOD, 0);
            case 1 -> nexus.abort(command);
            case 2, 3 -> {
                if (command.expectedDataOut > 0) {
                    nexus.fetch(command, 0, (int) Math.min(command.expectedDataOut, 65536));
                }
            }
            case 4 -> {
                nexus.send(command, 0, new byte[100], true);
                nexus.complete(command, Outcome.GOOD, 0);
            }
            default -> {
                // It stays in progress until the connection has ended.
            }
        }
    }
}
