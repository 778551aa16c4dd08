package org.scst.core.admin;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The folder {@code etc/secrets/}. A secret stands in a file of its own there, and properties hold that file's name only, because
 * properties are copied to places that others can read. It is read when it is used and kept nowhere.
 *
 * <p><i>Threading:</i> immutable; reading blocks.
 */
public final class SecretFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int MOST_BYTES = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path folder;

    /** The secrets beside the configuration files in this folder. */
    public SecretFolder(Path etc) {
        this.folder = etc.resolve("secrets");
    }

    /**
     * Why a secret cannot be used.
     *
     * @param cause one sentence
     * @param cure one sentence
     */
    public record Fault(String cause, String cure) {}

    /** What keeps the secret in the file of this name from being used; reads nothing of it. */
    public Optional<Fault> fault(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of(new Fault(
                    "a secret's file is named without folders, by letters, digits, \".\", \"_\" and \"-\"",
                    "put the file into " + folder + " and give its plain name"));
        }
        Path file = folder.resolve(name);
        try {
            return wider(folder, OWNERS_FOLDER, "0700").or(() -> faultOf(file));
        } catch (NoSuchFileException e) {
            return Optional.of(new Fault(
                    "there is no folder " + folder, "mkdir -m 0700 " + folder + ", and write the secret to " + file));
        } catch (IOException e) {
            return Optional.of(new Fault(folder + " cannot be looked at: " + e, "look at its owner and mode"));
        }
    }

    private static Optional<Fault> faultOf(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            if (Files.size(file) == 0 || Files.size(file) > MOST_BYTES) {
                return Optional.of(new Fault(
                        file + " has " + Files.size(file) + " bytes", "write the secret and nothing else into it"));
            }
            return wider(file, OWNER_ONLY, "0600");
        } catch (NoSuchFileException e) {
            return Optional.of(new Fault(
                    "there is no file " + file, "write the secret into it, with mode 0600 (umask 077 before)"));
        } catch (IOException e) {
            return Optional.of(new Fault(file + " cannot be looked at: " + e, "look at its owner and mode"));
        }
    }

    private static Optional<Fault> wider(Path path, Set<PosixFilePermission> most, String mode) throws IOException {
        Set<PosixFilePermission> present = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (most.containsAll(present)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                path + " can be reached by others: its mode is " + PosixFilePermissions.toString(present),
                "chmod " + mode + " " + path));
    }

    /**
     * The secret, without a line end at its end; the caller wipes it after use.
     *
     * @throws IOException when it cannot be used, with cause and cure
     */
    public byte[] read(String name) throws IOException {
        Optional<Fault> fault = fault(name);
        if (fault.isPresent()) {
            throw new IOException(fault.get().cause() + "; cure: " + fault.get().cure());
        }
        try (FileChannel channel =
                FileChannel.open(folder.resolve(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = Channels.newInputStream(channel).readNBytes(MOST_BYTES);
            int length = bytes.length;
            while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
                length--;
            }
            byte[] secret = Arrays.copyOf(bytes, length);
            Arrays.fill(bytes, (byte) 0);
            return secret;
        }
    }
}
