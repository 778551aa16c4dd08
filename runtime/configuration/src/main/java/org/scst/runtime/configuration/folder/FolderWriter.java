package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Writes files of the folder so that at every moment, also after a crash, a file is either what it was or what it is to be:
 * temporary file, fsync, rename, fsync of the folder. Owner, group and mode stay.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public final class FolderWriter {
    private static final FileAttribute<Set<PosixFilePermission>> NEW_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    /** Writes into a folder. */
    public FolderWriter(Path folder) {
        this.folder = folder;
    }

    /** Content of a file, empty when it is not there. */
    public Optional<byte[]> read(String file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Brings a file from one content to another.
     *
     * @param before what it must hold now; empty when it must not exist
     * @param after what it is to hold; empty when it is to be deleted
     * @throws ChangedMeanwhileException when it holds something else than {@code before}; nothing was done
     */
    public void write(String file, Optional<byte[]> before, Optional<byte[]> after) throws IOException {
        Path target = before.isPresent() ? folder.resolve(file).toRealPath() : folder.resolve(file);
        if (after.isPresent()) {
            replace(file, target, before, after.get());
        } else {
            verify(file, before);
            Files.delete(folder.resolve(file));
        }
        synchronizeFolder(target.getParent());
    }

    private void replace(String file, Path target, Optional<byte[]> before, byte[] after) throws IOException {
        Path temporary = target.resolveSibling("." + file + ".new");
        Files.deleteIfExists(temporary);
        try {
            Files.createFile(temporary, before.isPresent() ? PRIVATE_FILE : NEW_FILE);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer remaining = ByteBuffer.wrap(after);
                while (remaining.hasRemaining()) {
                    channel.write(remaining);
                }
                if (before.isPresent()) {
                    copyOwnership(target, temporary);
                }
                channel.force(true);
            }
            verify(file, before);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void verify(String file, Optional<byte[]> before) throws IOException {
        Optional<byte[]> present = read(file);
        boolean same = present.isPresent() == before.isPresent()
                && (before.isEmpty() || Arrays.equals(before.get(), present.get()));
        if (!same) {
            throw new ChangedMeanwhileException(file);
        }
    }

    private static void copyOwnership(Path from, Path to) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        UserPrincipal owner = view.readAttributes().owner();
        GroupPrincipal group = view.readAttributes().group();
        if (!owner.equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!group.equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }

    static void synchronizeFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
