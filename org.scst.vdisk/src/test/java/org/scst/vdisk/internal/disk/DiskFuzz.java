package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.scst.core.device.CommandSet;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/**
 * Fuzz target: a disk's own commands, with any parameter list: UNMAP, WRITE SAME, COMPARE AND WRITE, FORMAT UNIT, SANITIZE and the
 * others. Each is answered, and none with INTERNAL TARGET FAILURE.
 *
 * <p>First byte: which of the disk's commands, in the order of its set; second byte: options of the disk; then the rest of the CDB, then
 * its data. Each input finds a disk as it was made: one that a command may have changed is made anew, another is kept.
 */
public final class DiskFuzz {
    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");

    private static final int SIZE = 64 * 1024;
    private static final int MOST_DATA = 65536;

    /** Fakes remember what they were asked. */
    private static final int MOST_COMMANDS = 1000;

    /** READ, PRE-FETCH, VERIFY without data, READ DEFECT DATA, READ CAPACITY and GET LBA STATUS. */
    private static final Set<Integer> ONLY_LOOK =
            Set.of(0x00, 0x08, 0x25, 0x28, 0x2F, 0x34, 0x37, 0x88, 0x8F, 0x90, 0x9E, 0xA8, 0xAF, 0xB7);

    /** Left by the inputs before, by options; nothing but this says that an input does not begin anew. */
    private static final Map<String, DiskFuzz> KEPT = new HashMap<>();

    private static final Map<String, Path> FOLDERS = new HashMap<>();

    private final DiskFixture fixture;
    private int commands;

    private DiskFuzz(String option) throws IOException {
        fixture = new DiskFixture(new FakeDeviceContext().keepingIn(folder(option)), new MemoryStore(SIZE), option);
    }

    /** An empty folder, which all disks with this option have one after another. */
    private static Path folder(String option) throws IOException {
        Path folder = FOLDERS.get(option);
        if (folder == null) {
            folder = Files.createTempDirectory("scst-kept");
            folder.toFile().deleteOnExit();
            FOLDERS.put(option, folder);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        return folder;
    }

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        String option = (input[1] & 1) == 0 ? "thin_provisioned=true" : "thin_provisioned=false";
        DiskFuzz stand = KEPT.remove(option);
        if (stand == null) {
            stand = new DiskFuzz(option);
        }
        if (!stand.process(input) && ++stand.commands < MOST_COMMANDS) {
            KEPT.put(option, stand);
        }
    }

    /** Whether anything may be another than before. */
    private boolean process(byte[] input) throws IOException {
        CommandSet.Entry[] entries = fixture.disk.commandSet().entries().toArray(CommandSet.Entry[]::new);
        CommandSet.Entry entry = entries[(input[0] & 0xFF) % entries.length];
        int length = entry.descriptor().cdbLength();
        byte[] cdb =
                Arrays.copyOf(Arrays.copyOfRange(input, 1, Math.max(2, Math.min(1 + length, input.length))), length);
        cdb[0] = (byte) entry.descriptor().operationCode();
        if (entry.descriptor().serviceAction() >= 0) {
            int action = entry.descriptor().serviceAction();
            if ((cdb[0] & 0xFF) == Cdb.VARIABLE_LENGTH) {
                cdb[7] = (byte) (length - 8);
                cdb[8] = (byte) (action >> 8);
                cdb[9] = (byte) action;
            } else {
                cdb[1] = (byte) (cdb[1] & 0xE0 | action);
            }
        }
        // Core has compared the range with the capacity, and bounded the transfer by what comes.
        FakeDeviceCommand command = fixture.command(BYTES.formatHex(cdb));
        long announced = command.announced();
        if (announced > MOST_DATA || !command.within(fixture.disk.capacity())) {
            return false;
        }
        byte[] data = Arrays.copyOfRange(input, Math.min(1 + length, input.length), input.length);
        if (announced >= 0) {
            data = Arrays.copyOf(data, (int) announced);
        }
        Outcome outcome = fixture.run(BYTES.formatHex(cdb), data);
        if (outcome.sense() != null && outcome.sense().key() == SenseKey.HARDWARE_ERROR) {
            throw new IllegalStateException(outcome.toString());
        }
        boolean refused = outcome.sense() != null && outcome.sense().key() == SenseKey.ILLEGAL_REQUEST;
        boolean looked = outcome.equals(Outcome.GOOD) && ONLY_LOOK.contains(cdb[0] & 0xFF);
        return !refused && !looked;
    }
}
