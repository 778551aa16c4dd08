package org.scst.runtime.console.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.console.text.Plain;

/**
 * A secret's file in {@code etc/secrets/}, of mode 0600 from its first byte on.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class SecretFile {
    private final String name;
    private final Path file;
    private boolean made;

    SecretFile(Path etc, String name) {
        this.name = name;
        this.file = etc.resolve("secrets").resolve(name);
    }

    /** Writes a secret that there is none of yet, and wipes it. */
    void write(byte[] typed) throws CommandFailure {
        byte[] secret = withoutLineEnd(typed);
        try {
            requireName();
            requireSecret(secret);
            Path folder = file.getParent();
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            made = true;
            Files.write(file, secret);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw CommandFailure.failed(
                    file + " exists already",
                    "use it: --password-file " + file.getFileName()
                            + "; or choose a name for the new one in addition to --stdin");
        } catch (IOException e) {
            undo();
            throw CommandFailure.failed(
                    "the secret cannot be written: " + e, "look at the owner and mode of its folder");
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(typed, (byte) 0);
        }
    }

    private static byte[] withoutLineEnd(byte[] typed) {
        int length = typed.length;
        while (length > 0 && (typed[length - 1] == '\n' || typed[length - 1] == '\r')) {
            length--;
        }
        return Arrays.copyOf(typed, length);
    }

    /** Before anything is written: a name with folders would lead out of this one. */
    private void requireName() throws CommandFailure {
        if (!SecretFolder.isName(name)) {
            throw CommandFailure.failed(
                    "\"" + Plain.of(name) + "\" is no name of a secret's file",
                    "take one without folders, of letters, digits, \".\", \"_\" and \"-\"");
        }
    }

    private static void requireSecret(byte[] secret) throws CommandFailure {
        String text = new String(secret, StandardCharsets.UTF_8);
        if (secret.length < Account.LEAST_SECRET_BYTES || text.chars().anyMatch(Character::isISOControl)) {
            throw CommandFailure.failed(
                    "a secret is one line of " + Account.LEAST_SECRET_BYTES + " bytes or more",
                    "give a longer one on standard input; Windows wants 12 to 16");
        }
    }

    /** Takes it back when the account could not be added. */
    void undo() {
        if (made) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // Then an unused secret stays that only its owner can read.
            }
        }
    }
}
