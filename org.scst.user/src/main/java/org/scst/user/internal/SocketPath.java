package org.scst.user.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LocalSocket;

/**
 * The file of a socket at which this platform listens: made where nothing is, or where a socket is that nobody listens at.
 * Nothing else is ever deleted.
 *
 * <p><i>Threading:</i> immutable.
 */
final class SocketPath {
    private static final int TYPE_MASK = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private final LocalSocket listener;
    private final Object key;

    private SocketPath(Path path, LocalSocket listener) throws IOException {
        this.path = path;
        this.listener = listener;
        // The process's umask lets nobody else in from the first moment; this holds with any umask.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        this.key = keyOf(path);
    }

    /**
     * Listens.
     *
     * @throws PathTakenException while somebody listens there
     * @throws IOException when it cannot, with cause and cure
     */
    static SocketPath listen(Path path, int backlog) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            verifyStale(path);
            Files.deleteIfExists(path);
        }
        LocalSocket listener = LocalSocket.listen(path, backlog);
        boolean done = false;
        try {
            SocketPath made = new SocketPath(path, listener);
            done = true;
            return made;
        } finally {
            if (!done) {
                listener.close();
            }
        }
    }

    private static void verifyStale(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE_MASK) != SOCKET) {
            throw new IOException(path + " is no socket, and is left as it is");
        }
        if (somebodyListens(path)) {
            throw new PathTakenException(path);
        }
    }

    /** Another platform, or the revision of this bundle that is to be replaced. */
    private static boolean somebodyListens(Path path) throws IOException {
        try {
            LocalSocket.connect(path).close();
            return true;
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ECONNREFUSED) {
                return false;
            }
            throw refused;
        }
    }

    private static Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    LocalSocket listener() {
        return listener;
    }

    /** Deletes the file, unless another one is there by now. */
    void delete() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(keyOf(path), key)) {
            Files.deleteIfExists(path);
        }
    }
}
