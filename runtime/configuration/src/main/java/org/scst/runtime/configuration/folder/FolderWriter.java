package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 * Writes files of the folder, each whole or not at all, unless somebody else has changed it meanwhile. Owner, group and mode stay.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public final class FolderWriter {
    private static final FileAttribute<Set<PosixFilePermission>> NEW_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

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
        if (after.isPresent()) {
            replace(file, before, after.get());
        } else {
            verify(file, before);
            Files.delete(folder.resolve(file));
            DraftFile.synchronizeFolder(folder);
        }
    }

    private void replace(String file, Optional<byte[]> before, byte[] after) throws IOException {
        Path target = before.isPresent() ? folder.resolve(file).toRealPath() : folder.resolve(file);
        try (DraftFile draft = new DraftFile(target, before.isPresent() ? DraftFile.PRIVATE : NEW_FILE)) {
            draft.append(after);
            if (before.isPresent()) {
                copyOwnership(target, draft.path());
            }
            draft.force();
            verify(file, before);
            draft.takePlace();
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
}
