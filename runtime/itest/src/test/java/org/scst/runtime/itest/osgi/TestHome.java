package org.scst.runtime.itest.osgi;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The home of a test's platform below {@code target/}: made empty before the framework starts, changed by the test in it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param folder absolute
 */
record TestHome(Path folder) {
    /** iSCSI name of the target that {@link #withTwoDisks} exports. */
    static final String TARGET = "iqn.2026-11.org.example:itest";

    private static final long DISK_BYTES = 4 << 20;

    /** An empty one. */
    static TestHome fresh(String name) {
        TestHome home = new TestHome(Path.of("target", "homes", name).toAbsolutePath());
        try {
            if (Files.exists(home.folder)) {
                try (Stream<Path> old = Files.walk(home.folder)) {
                    for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            Files.createDirectories(home.folder.resolve("etc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }

    /** The one of the framework that this code runs in. */
    static TestHome ofThisFramework() {
        return new TestHome(Path.of(System.getProperty("scst.home")));
    }

    /** Two disks, {@code a} as LUN 0 and {@code b} as LUN 1, on a portal with a port that is free. */
    TestHome withTwoDisks() {
        return write("org.scst.iscsi.cfg", "portals = 127.0.0.1:0")
                .disk("a", image("a"))
                .disk("b", image("b"))
                .target("lun.0 = a", "lun.1 = b");
    }

    /** A new sparse file for a disk. */
    Path image(String name) {
        Path image = folder.resolve(name + ".img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image;
    }

    /** Configures a disk in a file. */
    TestHome disk(String name, Path image) {
        return write("org.scst.vdisk-" + name + ".cfg", "type = fileio", "filename = " + image);
    }

    /** Configures the target's LUNs. */
    TestHome target(String... luns) {
        return write("org.scst.iscsi.target-itest.cfg", "name = " + TARGET + "\n" + String.join("\n", luns));
    }

    /** Writes a configuration file the way an editor does: whole, under another name, then renamed. */
    TestHome write(String file, String... lines) {
        try {
            Path draft = Files.write(folder.resolve(file + ".draft"), List.of(lines));
            Files.move(
                    draft,
                    folder.resolve("etc").resolve(file),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Deletes a configuration file. */
    void delete(String file) {
        try {
            Files.delete(folder.resolve("etc").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of the platform's log that contain a word. */
    List<String> logged(String word) {
        try (Stream<String> lines = Files.lines(folder.resolve("log").resolve("scst.log"))) {
            return lines.filter(line -> line.contains(word)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
