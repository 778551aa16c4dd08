package org.scst.core.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder {@code etc/secrets/}. A secret stands in a file of its own there, and properties hold that file's name only, because
 * properties are copied to places that others can read. It is read when it is used and kept nowhere.
 *
 * <p>Folder and file belong to the user of this process or to root, and nobody else may reach them.
 *
 * <p><i>Threading:</i> immutable; reading blocks.
 */
public final class SecretFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int MOST_BYTES = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Path OWN_STATUS = Path.of("/proc/self/status");
    private static final Set<Integer> OWNERS = owners();

    private final Path folder;
    private final Set<Integer> owners;

    /** The secrets beside the configuration files in this folder. */
    public SecretFolder(Path etc) {
        this(etc, OWNERS);
    }

    /** @param owners whose files are trusted, by number */
    SecretFolder(Path etc, Set<Integer> owners) {
        this.folder = etc.resolve("secrets");
        this.owners = owners;
    }

    /** The superuser and the user of this process; whoever else owned a secret could put another in its place. */
    private static Set<Integer> owners() {
        try (Stream<String> lines = Files.lines(OWN_STATUS)) {
            return Stream.concat(
                            Stream.of(0),
                            lines.filter(line -> line.startsWith("Uid:"))
                                    // real, effective, saved, of the file system (proc_pid_status(5))
                                    .map(line -> Integer.parseUnsignedInt(line.split("\\s+")[2])))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException | UncheckedIOException e) {
            return Set.of(0);
        }
    }

    /** Whether a secret's file can have this name: one without folders. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
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
        if (!isName(name)) {
            return Optional.of(new Fault(
                    "a secret's file is named without folders, by letters, digits, \".\", \"_\" and \"-\"",
                    "put the file into " + folder + " and give its plain name"));
        }
        Path file = folder.resolve(name);
        try {
            return reachable(folder, OWNERS_FOLDER, "0700").or(() -> faultOf(file));
        } catch (NoSuchFileException e) {
            return Optional.of(new Fault(
                    "there is no folder " + folder, "mkdir -m 0700 " + folder + ", and write the secret to " + file));
        } catch (IOException e) {
            return Optional.of(new Fault(folder + " cannot be looked at: " + e, "look at its owner and mode"));
        }
    }

    /** What keeps an account's secret from being used; reads it only to see how long it is. */
    public Optional<Fault> fault(Account account) {
        return fault(account.passwordFile()).or(() -> {
            try {
                byte[] secret = content(account.passwordFile());
                boolean shorter = secret.length < Account.LEAST_SECRET_BYTES;
                Arrays.fill(secret, (byte) 0);
                return shorter ? Optional.of(tooShort(account)) : Optional.empty();
            } catch (IOException e) {
                return Optional.of(new Fault(e.toString(), "look at its owner and mode"));
            }
        });
    }

    private Fault tooShort(Account account) {
        return new Fault(
                "the secret in " + folder.resolve(account.passwordFile()) + " has less than "
                        + Account.LEAST_SECRET_BYTES + " bytes",
                "write a longer one there and on the initiators, 16 random letters for example");
    }

    private Optional<Fault> faultOf(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            if (Files.size(file) == 0 || Files.size(file) > MOST_BYTES) {
                return Optional.of(new Fault(
                        file + " has " + Files.size(file) + " bytes", "write the secret and nothing else into it"));
            }
            return reachable(file, OWNER_ONLY, "0600");
        } catch (NoSuchFileException e) {
            return Optional.of(new Fault(
                    "there is no file " + file, "write the secret into it, with mode 0600 (umask 077 before)"));
        } catch (IOException e) {
            return Optional.of(new Fault(file + " cannot be looked at: " + e, "look at its owner and mode"));
        }
    }

    @SuppressWarnings("unchecked") // of the type that PosixFileAttributeView gives it
    private Optional<Fault> reachable(Path path, Set<PosixFilePermission> most, String mode) throws IOException {
        Map<String, Object> present =
                Files.readAttributes(path, "unix:uid,permissions,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
        if (Boolean.TRUE.equals(present.get("isSymbolicLink"))) {
            return Optional.of(new Fault(path + " is a symbolic link", "put the files themselves there"));
        }
        if (!owners.contains((Integer) present.get("uid"))) {
            return Optional.of(new Fault(
                    path + " belongs to user " + Integer.toUnsignedString((Integer) present.get("uid"))
                            + ", who could put another in its place",
                    "chown it to the user of this program, or to root"));
        }
        Set<PosixFilePermission> permissions = (Set<PosixFilePermission>) present.get("permissions");
        if (most.containsAll(permissions)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                path + " can be reached by others: its mode is " + PosixFilePermissions.toString(permissions),
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
            throw unusable(fault.get());
        }
        return content(name);
    }

    /**
     * An account's secret; the caller wipes it after use.
     *
     * @throws IOException when it cannot be used, with cause and cure
     */
    public byte[] read(Account account) throws IOException {
        byte[] secret = read(account.passwordFile());
        if (secret.length < Account.LEAST_SECRET_BYTES) {
            Arrays.fill(secret, (byte) 0);
            throw unusable(tooShort(account));
        }
        return secret;
    }

    private static IOException unusable(Fault fault) {
        return new IOException(fault.cause() + "; cure: " + fault.cure());
    }

    private byte[] content(String name) throws IOException {
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
