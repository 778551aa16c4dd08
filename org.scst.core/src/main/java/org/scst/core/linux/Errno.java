package org.scst.core.linux;

import java.util.Map;

/**
 * Error numbers of Linux on x86-64 and AArch64, which have them in common ({@code errno(3)}).
 *
 * <p><i>Threading:</i> immutable.
 */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int ENOTTY = 25;
    public static final int ESPIPE = 29;
    public static final int EROFS = 30;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
    public static final int EBADE = 52;
    public static final int ETIME = 62;
    public static final int EOVERFLOW = 75;
    public static final int EOPNOTSUPP = 95;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int ESTALE = 116;
    public static final int ENOMEDIUM = 123;
    public static final int EDQUOT = 122;
    public static final int ECANCELED = 125;

    private record Meaning(String symbol, String text) {}

    private static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            meaning(EPERM, "EPERM", "operation not permitted"),
            meaning(ENOENT, "ENOENT", "no such file or directory"),
            meaning(EINTR, "EINTR", "interrupted system call"),
            meaning(EIO, "EIO", "input/output error"),
            meaning(ENXIO, "ENXIO", "no such device or address"),
            meaning(EBADF, "EBADF", "bad file descriptor"),
            meaning(EAGAIN, "EAGAIN", "resource temporarily unavailable"),
            meaning(ENOMEM, "ENOMEM", "cannot allocate memory"),
            meaning(EACCES, "EACCES", "permission denied"),
            meaning(EFAULT, "EFAULT", "bad address"),
            meaning(EBUSY, "EBUSY", "device or resource busy"),
            meaning(EEXIST, "EEXIST", "file exists"),
            meaning(ENODEV, "ENODEV", "no such device"),
            meaning(ENOTDIR, "ENOTDIR", "not a directory"),
            meaning(EISDIR, "EISDIR", "is a directory"),
            meaning(EINVAL, "EINVAL", "invalid argument"),
            meaning(ENFILE, "ENFILE", "too many open files in system"),
            meaning(EMFILE, "EMFILE", "too many open files"),
            meaning(EFBIG, "EFBIG", "file too large"),
            meaning(ENOSPC, "ENOSPC", "no space left on device"),
            meaning(ENOTTY, "ENOTTY", "inappropriate ioctl for device"),
            meaning(ESPIPE, "ESPIPE", "illegal seek"),
            meaning(EROFS, "EROFS", "read-only file system"),
            meaning(ENAMETOOLONG, "ENAMETOOLONG", "file name too long"),
            meaning(ENOSYS, "ENOSYS", "function not implemented"),
            meaning(ELOOP, "ELOOP", "too many levels of symbolic links"),
            meaning(EBADE, "EBADE", "invalid exchange"),
            meaning(ETIME, "ETIME", "timer expired"),
            meaning(EOVERFLOW, "EOVERFLOW", "value too large"),
            meaning(EOPNOTSUPP, "EOPNOTSUPP", "operation not supported"),
            meaning(ENOTCONN, "ENOTCONN", "transport endpoint is not connected"),
            meaning(ETIMEDOUT, "ETIMEDOUT", "connection timed out"),
            meaning(ECONNREFUSED, "ECONNREFUSED", "connection refused"),
            meaning(ESTALE, "ESTALE", "stale file handle"),
            meaning(ENOMEDIUM, "ENOMEDIUM", "no medium found"),
            meaning(EDQUOT, "EDQUOT", "disk quota exceeded"),
            meaning(ECANCELED, "ECANCELED", "operation canceled"));

    private Errno() {}

    private static Map.Entry<Integer, Meaning> meaning(int number, String symbol, String text) {
        return Map.entry(number, new Meaning(symbol, text));
    }

    /** Symbolic name, {@code ENOENT} for one; the number where it has no name here. */
    public static String symbol(int number) {
        Meaning meaning = MEANINGS.get(number);
        return meaning == null ? Integer.toString(number) : meaning.symbol();
    }

    /** What it means, in words for people. */
    public static String text(int number) {
        Meaning meaning = MEANINGS.get(number);
        return meaning == null ? "error number " + number : meaning.text();
    }
}
