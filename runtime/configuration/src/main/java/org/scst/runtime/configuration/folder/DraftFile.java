package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What is to take the place of a file: at every moment, also after a crash, the file is either what it was or what it is to be. A
 * draft that does not take its place takes no room either.
 *
 * <p><i>Threading:</i> confined to its user; blocks for the disk. <i>Ownership:</i> owns a hidden file beside the other until it is
 * closed.
 */
public final class DraftFile implements AutoCloseable {
    /** Readable and writable for its owner only. */
    public static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path target;
    private final Path path;
    private final FileChannel channel;

    /** Begins one, with nothing in it; what a crash left of an earlier one is thrown away. */
    public DraftFile(Path target, FileAttribute<Set<PosixFilePermission>> mode) throws IOException {
        this.target = target;
        this.path = target.resolveSibling("." + target.getFileName() + ".new");
        Files.deleteIfExists(path);
        Files.createFile(path, mode);
        this.channel = FileChannel.open(path, StandardOpenOption.WRITE);
    }

    Path path() {
        return path;
    }

    /** Adds to its content. */
    public void append(byte[] part) throws IOException {
        ByteBuffer remaining = ByteBuffer.wrap(part);
        while (remaining.hasRemaining()) {
            channel.write(remaining);
        }
    }

    /** Puts it on the medium, as it is now. */
    public void force() throws IOException {
        channel.force(true);
    }

    /** Puts it in the place of the file; that is on the medium when this returns. */
    public void takePlace() throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        synchronizeFolder(target.toAbsolutePath().getParent());
    }

    static void synchronizeFolder(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        }
    }
}
