package org.scst.runtime.deployment.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scst.runtime.deployment.DeploymentRefusedException;

/**
 * Takes copies of jars and checks them; the folder holds the copy of each jar in force and of those that are being looked at.
 *
 * <p><i>Threading:</i> confined to the deployment's thread. <i>Ownership:</i> owns the folder.
 */
public final class Archives {
    private static final String JAR = ".jar";

    private final Path folder;

    /** Of the copies that are there. */
    private final Map<Path, Digest> digests = new HashMap<>();

    /** Keeps copies in a folder. */
    public Archives(Path folder) {
        this.folder = folder;
    }

    /** Forgets every copy; for the start of a process, when nothing is in force. */
    public void clear() throws IOException {
        Files.createDirectories(folder);
        digests.clear();
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder)) {
            for (Path copy : copies) {
                Files.deleteIfExists(copy);
            }
        }
    }

    /**
     * Copies a jar and checks the copy.
     *
     * @throws DeploymentRefusedException when it is no sound bundle
     * @throws IOException when it cannot be read
     */
    public Archive take(Path jar) throws IOException, DeploymentRefusedException {
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, "taken", ".tmp");
        try {
            Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
            Inspection inspection = Inspection.of(draft);
            Path copy = Files.createTempFile(folder, inspection.symbolicName() + "-", JAR);
            Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return archive(copy, inspection);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Remembers which copy is in force, for a later life of this bundle in the same process. */
    public void mark(Archive archive) throws IOException {
        Files.writeString(
                marker(archive.symbolicName()), archive.copy().getFileName().toString());
    }

    /** The copy that an earlier life of this bundle left in force. */
    public Optional<Archive> kept(String symbolicName) throws IOException {
        try {
            Path copy = folder.resolve(Files.readString(marker(symbolicName)));
            return Optional.of(archive(copy, Inspection.of(copy)));
        } catch (NoSuchFileException | DeploymentRefusedException unknown) {
            return Optional.empty();
        }
    }

    private Archive archive(Path copy, Inspection inspection) {
        return new Archive(
                copy,
                digests.computeIfAbsent(copy, Digest::new),
                inspection.symbolicName(),
                inspection.version(),
                inspection.manifest());
    }

    /** Deletes every copy but these; whoever still shows one that goes can ask for its digest. */
    public void retain(Set<Path> used) throws IOException {
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, "*" + JAR)) {
            for (Path copy : copies) {
                if (!used.contains(copy)) {
                    Optional.ofNullable(digests.remove(copy)).ifPresent(Digest::outlive);
                    Files.deleteIfExists(copy);
                }
            }
        }
    }

    private Path marker(String symbolicName) {
        return folder.resolve(symbolicName + ".inforce");
    }

    /** Digest of a file's content, hexadecimal. */
    public static String content(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream target = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
                InputStream source = Files.newInputStream(file)) {
            source.transferTo(target);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
