package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A block device of this machine over a file: a loop device, for which the tests need to be root. */
final class LoopDevice implements AutoCloseable {
    private final Path image;
    private final Path node;

    private LoopDevice(Path image, Path node) {
        this.image = image;
        this.node = node;
    }

    /** Skips the test, with the reason, where there can be none. */
    static LoopDevice attach(Path image, long size, int sectorSize) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        List<String> command = new ArrayList<>(List.of("losetup", "--find", "--show"));
        command.addAll(List.of("--sector-size", Integer.toString(sectorSize), image.toString()));
        Ran ran = run(command);
        assumeTrue(ran.status == 0, "this machine gives us no loop device: " + ran.output);
        return new LoopDevice(image, Path.of(ran.output));
    }

    Path node() {
        return node;
    }

    void resize(long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        run(List.of("losetup", "--set-capacity", node.toString()));
    }

    private record Ran(int status, String output) {}

    private static Ran run(List<String> command) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Ran(process.waitFor(), output);
        } catch (IOException e) {
            return new Ran(-1, e.getMessage());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        run(List.of("losetup", "--detach", node.toString()));
    }
}
