package org.scst.runtime.deployment.internal.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What deployments leave in the home's {@code load/}: the jar itself; in {@code previous/} the jar it took the place of; in
 * {@code replaced/} the content of the shipped jar at that time, so that a distribution which brings another one can be told from
 * the one that the operator meant to override.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param folder the home's {@code load/}
 */
public record Deposit(Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(Deposit.class);

    /** Where the previous jar of a bundle is kept. */
    public Path previous(String symbolicName) {
        return folder.resolve("previous").resolve(symbolicName + ".jar");
    }

    /** Puts a jar into the folder under a file's name: whole or not at all. */
    public void put(Archive archive, Path file) throws IOException {
        write(archive, file);
    }

    /** Keeps a jar for a rollback. */
    public void keep(Archive archive) throws IOException {
        write(archive, previous(archive.symbolicName()));
    }

    /** Notes which shipped jar a deployed one takes the place of. */
    public void note(String symbolicName, Optional<Archive> shipped) throws IOException {
        Path note = note(symbolicName);
        Files.createDirectories(note.getParent());
        Files.writeString(note, shipped.map(Archive::content).orElse("none") + "\n");
    }

    /** The note's content, or the empty string. */
    String replaced(String symbolicName) {
        try {
            return Files.readString(note(symbolicName), StandardCharsets.US_ASCII)
                    .strip();
        } catch (NoSuchFileException absent) {
            return "";
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be read ({}): versions alone decide", note(symbolicName), unreadable.toString());
            return "";
        }
    }

    private Path note(String symbolicName) {
        return folder.resolve("replaced").resolve(symbolicName);
    }

    private static void write(Archive archive, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.copy(archive.copy(), draft, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // Most often there was no room for it: it must not take what is left.
            Files.deleteIfExists(draft);
        }
    }
}
