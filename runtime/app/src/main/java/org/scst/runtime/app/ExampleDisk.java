package org.scst.runtime.app;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What a first start leaves in an empty home: a sparse disk, exported on loopback, in files that explain themselves.
 *
 * <p><i>Threading:</i> confined to the starting thread.
 */
final class ExampleDisk {
    private static final long SIZE = 1L << 30;

    private final Home home;
    private final Supplier<String> hostName;

    /**
     * Prepares for a home.
     *
     * @param hostName asked for when it is needed, for it may take a name server; becomes part of the target's name, as far as an iSCSI
     *     name may hold it
     */
    ExampleDisk(Home home, Supplier<String> hostName) {
        this.home = home;
        this.hostName = hostName;
    }

    /**
     * Makes disk and configuration unless the home has any configuration already.
     *
     * @return whether it did
     */
    boolean createIfHomeIsEmpty() throws IOException {
        try (DirectoryStream<Path> existing = Files.newDirectoryStream(home.etc(), "*.cfg")) {
            if (existing.iterator().hasNext()) {
                return false;
            }
        }
        Files.createDirectories(home.disks());
        Path image = home.disks().resolve("example.img");
        if (Files.notExists(image)) {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(SIZE);
            }
        }
        write("org.scst.vdisk-example.cfg", device(image));
        write("org.scst.iscsi.target-example.cfg", target());
        // Last: from its arrival on there is something to connect to.
        write("org.scst.iscsi.cfg", portals());
        return true;
    }

    /** The name of the example target. */
    String targetName() {
        String name = hostName.get()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.-]+", "-")
                .replaceAll("^[.-]+|[.-]+$", "");
        return "iqn.2026-11.org.example:" + (name.isEmpty() ? "example" : name);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(home.etc().resolve(name), content);
    }

    private static String portals() {
        return """
                # Where iSCSI initiators connect: ADDRESS:PORT, separated by commas.
                # Loopback only, until an address of this machine is added here, for example 192.0.2.10:3260.
                portals = 127.0.0.1:3260, [::1]:3260
                """;
    }

    private static String device(Path image) {
        return """
                # The disk "example" (named after this file), kept in a sparse file.
                # Another disk is another file: org.scst.vdisk-NAME.cfg. Deleting this file removes the disk, not its data.
                type = fileio
                file = %s
                size = 1G
                # Blocks that the initiator discards are given back to the file system.
                thin_provisioned = true
                """.formatted(image);
    }

    private String target() {
        return """
                # A target, and the disks that initiators find behind it. LUN 0 should always be there.
                name = %s
                lun.0 = example
                """.formatted(targetName());
    }
}
