package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.CommandSender;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;

class LocalTest {
    @TempDir
    private Path folder;

    private Console console;
    private final List<String> sent = new ArrayList<>();
    private final Deque<Outcome> outcomes = new ArrayDeque<>();
    private final byte[] medium = new byte[4096];
    private List<String> targets = List.of("here");

    /** A disk of eight blocks. */
    private final class Disk implements CommandSender {
        @Override
        public List<String> targets() {
            return targets;
        }

        @Override
        public CompletionStage<Answer> send(
                String target, String initiator, int lun, byte[] cdb, byte[] dataOut, int dataIn) {
            sent.add(target + " " + initiator + " " + lun + " " + HexFormat.of().formatHex(cdb) + " " + dataOut.length
                    + " " + dataIn);
            if (!outcomes.isEmpty()) {
                return answer(outcomes.remove(), new byte[0], dataIn);
            }
            ByteBuffer fields = ByteBuffer.wrap(cdb);
            return switch (cdb[0] & 0xFF) {
                case 0x12 -> answer(Outcome.GOOD, inquiry(), dataIn);
                case 0x9E ->
                    answer(
                            Outcome.GOOD,
                            ByteBuffer.allocate(32).putLong(7).putInt(512).array(),
                            dataIn);
                case 0xA0 ->
                    answer(
                            Outcome.GOOD,
                            ByteBuffer.allocate(24)
                                    .putInt(16)
                                    .putLong(16, 1L << 48)
                                    .array(),
                            dataIn);
                case 0x88 -> {
                    int first = (int) fields.getLong(2) * 512;
                    yield answer(Outcome.GOOD, Arrays.copyOfRange(medium, first, first + dataIn), dataIn);
                }
                case 0x8A -> {
                    System.arraycopy(dataOut, 0, medium, (int) fields.getLong(2) * 512, dataOut.length);
                    yield answer(Outcome.GOOD, new byte[0], dataIn);
                }
                default -> answer(Outcome.INVALID_OPERATION_CODE, new byte[0], dataIn);
            };
        }

        private CompletionStage<Answer> answer(Outcome outcome, byte[] data, int room) {
            return CompletableFuture.completedFuture(
                    new Answer(outcome, new byte[0], Arrays.copyOf(data, Math.min(data.length, room)), 0));
        }

        @Override
        public CompletionStage<ServiceResponse> manage(
                String target, String initiator, int lun, TaskManagementFunction function) {
            sent.add(function + " " + lun);
            return CompletableFuture.completedFuture(ServiceResponse.FUNCTION_COMPLETE);
        }
    }

    private static byte[] inquiry() {
        byte[] data = new byte[36];
        data[2] = 6;
        System.arraycopy("SCST_FIOdisk1           0001".getBytes(StandardCharsets.US_ASCII), 0, data, 8, 28);
        return data;
    }

    @BeforeEach
    void begin() {
        console = new Console(folder);
        console.commandSender = new Disk();
    }

    @Test
    void shouldShowWhoTheLogicalUnitIs() {
        assertTrue(console.output("local", "inquiry", "0").startsWith("SCST_FIO disk1 0001\n"));
        assertTrue(console.output("local", "inquiry", "0", "--json").contains("\"product\": \"disk1\""));
        assertEquals("8 blocks of 512 bytes, 4096 bytes in all\n", console.output("local", "capacity", "0"));
        assertEquals("0\n1\n", console.output("local", "luns"));
        assertTrue(sent.getFirst().startsWith("here shell 0 "));
    }

    @Test
    void shouldAskForAVitalProductDataPage() {
        console.output("local", "inquiry", "3", "--page", "b0", "--initiator", "host1");
        assertEquals("here host1 3 1201b0100000 0 4096", sent.getLast());
    }

    @Test
    void shouldWriteFromAFileAndReadIntoAnother() throws IOException {
        byte[] data = new byte[1024];
        Arrays.fill(data, (byte) 0x5A);
        Files.write(folder.resolve("in"), data);
        assertEquals("1024 bytes written.\n", console.output("local", "write", "0", "2", "--input", "in"));
        console.output("local", "read", "0", "2", "2", "--output", "out");
        assertArrayEquals(data, Files.readAllBytes(folder.resolve("out")));
        assertTrue(console.errors(ExitStatus.FAILED, "local", "read", "0", "2", "--output", "out")
                .contains("is there already"));
    }

    @Test
    void shouldFailWithTheSenseDataDecoded() {
        String errors = console.errors(ExitStatus.FAILED, "local", "cdb", "0", "c10000000000");
        assertTrue(errors.contains("INVALID_COMMAND_OPERATION_CODE (5/20/00)"), errors);
        outcomes.add(Outcome.RESERVATION_CONFLICT);
        assertTrue(console.errors(ExitStatus.FAILED, "local", "flush", "0").contains("RESERVATION_CONFLICT"));
    }

    @Test
    void shouldShowUnitAttentionConditionsOnlyToWhoBringsTheCdb() {
        Outcome attention =
                Outcome.check(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        outcomes.add(attention);
        assertTrue(
                console.errors(ExitStatus.FAILED, "local", "cdb", "0", "12", "00", "00", "00", "24", "00", "--in", "36")
                        .contains("6/29/00"));
        outcomes.add(attention);
        assertTrue(console.output("local", "capacity", "0").startsWith("8 blocks"));
    }

    @Test
    void shouldShowDataInHexadecimal() {
        String output = console.output("local", "cdb", "0", "12 00 00 00 24 00".replace(" ", ""), "--in", "20");
        assertTrue(output.contains("000000  00 00 06 00 00 00 00 00 53 43 53 54"), output);
        assertTrue(output.contains("SCST_FIO"), output);
    }

    @Test
    void shouldResetALogicalUnit() {
        assertEquals("FUNCTION_COMPLETE\n", console.output("local", "reset", "2"));
        assertEquals("LOGICAL_UNIT_RESET 2", sent.getLast());
    }

    @Test
    void shouldSayWhichTargetsThereAreWhenNoneIsMeant() {
        targets = List.of("a", "b");
        assertTrue(console.errors(ExitStatus.FAILED, "local", "luns").contains("one of: a, b"));
        console.output("local", "luns", "--target", "b");
        assertTrue(sent.getLast().startsWith("b "));
        console.errors(ExitStatus.FAILED, "local", "luns", "--target", "c");
        targets = List.of();
        assertTrue(console.errors(ExitStatus.FAILED, "local", "luns").contains("org.scst.local.target-here.cfg"));
        console.commandSender = null;
        assertTrue(console.errors(ExitStatus.FAILED, "local", "luns").contains("org.scst.local"));
    }

    @Test
    void shouldRefuseWordsThatCannotBeSent() {
        console.errors(ExitStatus.USAGE, "local", "dance");
        console.errors(ExitStatus.USAGE, "local", "inquiry");
        console.errors(ExitStatus.USAGE, "local", "inquiry", "x");
        console.errors(ExitStatus.USAGE, "local", "inquiry", "16384");
        console.errors(ExitStatus.USAGE, "local", "inquiry", "0", "1");
        console.errors(ExitStatus.USAGE, "local", "inquiry", "0", "--page", "xyz");
        console.errors(ExitStatus.USAGE, "local", "read", "0");
        console.errors(ExitStatus.USAGE, "local", "read", "0", "0", "100000000");
        console.errors(ExitStatus.USAGE, "local", "write", "0", "0");
        console.errors(ExitStatus.USAGE, "local", "cdb", "0", "12");
        console.errors(ExitStatus.USAGE, "local", "cdb", "0", "1g0000000000");
        console.errors(ExitStatus.USAGE, "local", "cdb", "0", "120000000000", "--in", "-1");
    }

    @Test
    void shouldRefuseAFileThatIsNoWholeNumberOfBlocks() throws IOException {
        Files.write(folder.resolve("in"), new byte[100]);
        assertTrue(console.errors(ExitStatus.FAILED, "local", "write", "0", "0", "--input", "in")
                .contains("blocks of 512"));
        console.errors(ExitStatus.FAILED, "local", "write", "0", "0", "--input", "missing");
    }
}
