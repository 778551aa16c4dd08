package org.scst.runtime.console.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.scst.runtime.console.text.Bytes;

/**
 * The file that holds a disk's data: made sparse when it does not exist, never overwritten, never deleted once it was served.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class DataFile {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private boolean made;

    DataFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Size of the file that exists. */
    Bytes size() throws CommandFailure {
        if (!Files.isRegularFile(path)) {
            throw CommandFailure.failed(path + " is no regular file", "name a file");
        }
        try {
            return new Bytes(Files.size(path));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Makes it, sparse: it reads as zeroes and takes no space until it is written. */
    void make(Bytes size, boolean withFolder) throws CommandFailure {
        try {
            if (withFolder) {
                Files.createDirectories(path.getParent());
            }
            Files.createFile(path, PRIVATE);
            made = true;
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(size.count());
            }
        } catch (IOException e) {
            undo();
            throw failure(e);
        }
    }

    /** Removes what {@link #make} made, because it was never served. */
    void undo() {
        try {
            if (made) {
                Files.deleteIfExists(path);
                made = false;
            }
        } catch (IOException stays) {
            // An empty file stays behind, which harms nobody; that it is empty, the next "export" of it says.
        }
    }

    private CommandFailure failure(IOException e) {
        String reason = switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "its folder does not exist";
            default -> e.getMessage();
        };
        return CommandFailure.failed(
                "the file " + path + " cannot be used: " + reason,
                "choose another place with --file, or make this one usable");
    }
}
