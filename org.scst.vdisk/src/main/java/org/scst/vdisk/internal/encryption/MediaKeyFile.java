package org.scst.vdisk.internal.encryption;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * The file of a medium's key: two records far enough apart that no crash touches both. The next key goes where the present one is not,
 * and only then that is overwritten in its place; the later generation counts.
 *
 * <p><i>Threading:</i> confined to the device's context. Whatever it writes is on the medium when it returns.
 */
final class MediaKeyFile {
    private static final int SECOND = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private final Path path;
    private final SecureRandom random;

    MediaKeyFile(Path path, SecureRandom random) {
        this.path = path;
        this.random = random;
    }

    boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    Path path() {
        return path;
    }

    /** The key that counts. */
    MediaKey read() throws IOException {
        Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(path);
        if (!OWNER_ONLY.containsAll(allowed)) {
            throw new IOException("others may read the key of its medium, " + path + ": chmod 600 it, if nobody has");
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        MediaKey first = at(bytes, 0);
        MediaKey second = at(bytes, SECOND);
        if (first == null && second == null) {
            throw new IOException("the key of its medium, " + path + ", is damaged: restore it from a backup;"
                    + " nothing on the medium can be read without it");
        }
        return second == null || first != null && first.generation() > second.generation() ? first : second;
    }

    private static MediaKey at(ByteBuffer bytes, int place) {
        return bytes.capacity() < place + MediaKey.RECORD ? null : MediaKey.read(bytes.position(place));
    }

    /** Makes it, with a new key; what was there is gone. */
    MediaKey create() throws IOException {
        MediaKey key = MediaKey.random(random);
        Path made = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(made);
        try (FileChannel channel = FileChannel.open(
                made,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            write(channel, 0, key.record());
            write(channel, SECOND, ByteBuffer.allocate(MediaKey.RECORD));
            channel.force(true);
        }
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
        return key;
    }

    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    /** Where the key of a medium is that is encrypted no more. */
    Path aside() {
        return path.resolveSibling(path.getFileName() + ".former");
    }

    /** Its medium is encrypted no more: no other one is taken for that, and who finds that something was left on it has its key. */
    void putAside() throws IOException {
        if (exists()) {
            Files.move(path, aside(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        forceFolder();
    }

    /** Nothing is to be readable by what was put aside. */
    void forgetAside() throws IOException {
        if (Files.deleteIfExists(aside())) {
            forceFolder();
        }
    }

    /** Adds the key that follows, which counts from now on; {@link #overwriteBefore} comes next. */
    MediaKey add(MediaKey present) throws IOException {
        MediaKey next = present.successor(random);
        put(other(present), next.record());
        return next;
    }

    /** Overwrites the key that was there before this one. */
    void overwriteBefore(MediaKey present) throws IOException {
        put(other(present), ByteBuffer.allocate(MediaKey.RECORD));
    }

    /** Generations take turns. */
    private static int other(MediaKey key) {
        return key.generation() % 2 == 0 ? 0 : SECOND;
    }

    private void put(int place, ByteBuffer record) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            write(channel, place, record);
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, int place, ByteBuffer record) throws IOException {
        for (long at = place; record.hasRemaining(); ) {
            at += channel.write(record, at);
        }
    }
}
