package org.scst.core.linux;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A system call that failed: its name, the error number, and the file where there is one.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;
    private final transient Path path;

    /**
     * @param call name of the system call
     * @param errno error number, positive
     * @param path the file, or {@code null}
     */
    public LinuxException(String call, int errno, Path path) {
        super(call + (path == null ? "" : " " + path) + ": " + Errno.text(errno) + " (" + Errno.symbol(errno) + ")");
        this.call = call;
        this.errno = errno;
        this.path = path;
    }

    /** Name of the system call. */
    public String call() {
        return call;
    }

    /** Error number, to be compared with the constants of {@link Errno}. */
    public int errno() {
        return errno;
    }

    /** Symbolic name of the error number. */
    public String symbol() {
        return Errno.symbol(errno);
    }

    /** The file, {@code null} when the call has none. */
    public Path path() {
        return path;
    }
}
