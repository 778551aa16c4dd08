package org.scst.core.internal.nexus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/**
 * Fuzz target: any command, from its CDB through core's table to an answer, with any parameter list behind it: PERSISTENT RESERVE OUT,
 * MODE SELECT, EXTENDED COPY, POPULATE TOKEN, WRITE BUFFER and all the others. Each is answered, none with INTERNAL TARGET FAILURE, and
 * nothing is left.
 *
 * <p>First byte: direction, and length of the CDB; then the CDB, then its data. Each input finds the logical units as they were made: they
 * are made anew after a command that may have changed something, and else kept, for making them costs twenty times as much as a command.
 */
public final class CommandFuzz {
    private static final int MOST_EXPECTED = 65536;
    /** Fakes remember what they were asked. */
    private static final int MOST_COMMANDS = 1000;

    /** REQUEST SENSE, INQUIRY, MODE SENSE, READ, READ CAPACITY, READ BUFFER, LOG SENSE, PERSISTENT RESERVE IN, RECEIVE COPY RESULTS, REPORT. */
    private static final Set<Integer> ONLY_LOOK = Set.of(
            0x00, 0x03, 0x08, 0x12, 0x1A, 0x25, 0x28, 0x3C, 0x4D, 0x5A, 0x5E, 0x84, 0x88, 0x9E, 0xA0, 0xA3, 0xA8);

    /** Left by the input before, or {@code null}: only this says that inputs do not begin anew, so nothing else can tell. */
    private static CommandFuzz kept;

    /** Where registrations with APTPL are kept. */
    private static final Path STATE = temporaryFolder();

    private static final BufferPool POOL = CommandPath.poisoned();
    private static final long BUDGET = 64L << 20;

    private final CommandPath path = new CommandPath(BUDGET, NexusLimits.DEFAULT, POOL);
    private final CommandPath.Unit disk;
    private final FakeNexusTransport initiator;
    private int commands;

    private CommandFuzz() {
        path.keepIn(STATE);
        disk = path.map(0, 256).copying();
        path.map(1, 256).copying();
        disk.device.manner(Manner.AT_ONCE);
        initiator = path.initiator("a");
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("scst-fuzz");
            folder.toFile().deleteOnExit();
            folder.resolve("reservations").toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forget() {
        try (Stream<Path> kept = Files.walk(STATE)) {
            for (Path file : kept.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        int length = input.length == 0 ? 0 : 1 + (input[0] & 0x1F);
        // Of a variable length the fake device has one command only, which answers as much as it is asked for.
        if (input.length <= length || (input[1] & 0xFF) == Cdb.VARIABLE_LENGTH) {
            return;
        }
        CommandFuzz stand = kept == null ? new CommandFuzz() : kept;
        kept = null;
        byte[] cdb = Arrays.copyOfRange(input, 1, 1 + length);
        boolean changed = stand.process(input[0] < 0, cdb, Arrays.copyOfRange(input, 1 + length, input.length));
        if (changed || ++stand.commands == MOST_COMMANDS) {
            stand.initiator.lose();
            stand.path.verifyNothingOut();
            forget();
        } else {
            stand.path.verifyNothingOut();
            kept = stand;
        }
    }

    /** Whether anything may be another than before. */
    private boolean process(boolean write, byte[] cdb, byte[] data) {
        long tag = write ? initiator.write(0, cdb, data) : initiator.read(0, cdb, MOST_EXPECTED);
        Outcome outcome = answered(tag);
        if (outcome.sense() != null && outcome.sense().key() == SenseKey.HARDWARE_ERROR) {
            throw new IllegalStateException(outcome.toString());
        }
        boolean refused = outcome.sense() != null && outcome.sense().key() == SenseKey.ILLEGAL_REQUEST;
        boolean looked = outcome.equals(Outcome.GOOD) && ONLY_LOOK.contains(cdb[0] & 0xFF);
        // An ACA condition shows here.
        return !(refused || looked)
                || !answered(initiator.send(0, CommandPath.testUnitReady())).equals(Outcome.GOOD);
    }

    private Outcome answered(long tag) {
        path.run();
        path.answerAll(disk);
        if (!initiator.answered(tag)) {
            throw new IllegalStateException("no answer");
        }
        return initiator.outcome(tag);
    }
}
