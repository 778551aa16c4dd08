package org.scst.core.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a descriptor is open for, as text that is the same whatever its number is, in whichever process: a socket by its inode, a file
 * by device and inode, an event ({@code eventfd(2)}) by its number, one of a file system in user space by that of its connection.
 *
 * <pre>
 *   socket:[INODE]            WHICH|WHAT            WHAT, where the kernel does not say which
 * </pre>
 *
 * <p><i>Threading:</i> pure functions of what the kernel says; they read files of {@code /proc}.
 */
public final class DescriptorIdentity {
    private static final Path FOLDER = Path.of("/proc/self/fd");
    private static final String FUSE = "/dev/fuse";
    private static final Path DETAILS = Path.of("/proc/self/fdinfo");
    private static final Pattern UNIQUE = Pattern.compile("socket:\\[\\d+]|[0-9:]+\\|.*", Pattern.DOTALL);
    /** Since Linux 5.2. */
    private static final String EVENT = "eventfd-id:";
    /** Since Linux 6.16. */
    private static final String FUSE_CONNECTION = "fuse_connection:";

    private static final char SEPARATOR = '|';

    private DescriptorIdentity() {}

    /** Of a descriptor; the empty string when it is not open, or {@code /proc} does not say. */
    public static String of(int descriptor) {
        String what = kind(descriptor);
        String which = which(descriptor, what);
        return which.isEmpty() ? what : which + SEPARATOR + what;
    }

    /** What a descriptor is open for, without which of those it is; the empty string as of {@link #of}. */
    public static String kind(int descriptor) {
        try {
            return Files.readSymbolicLink(FOLDER.resolve(String.valueOf(descriptor)))
                    .toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /** Whether no two things have this identity at a time. */
    public static boolean isUnique(String identity) {
        return UNIQUE.matcher(identity).matches();
    }

    private static String which(int descriptor, String what) {
        if (what.startsWith("anon_inode:")) {
            return detail(descriptor, EVENT);
        }
        if (!what.startsWith("/")) {
            return "";
        }
        return what.equals(FUSE) ? detail(descriptor, FUSE_CONNECTION) : file(descriptor);
    }

    private static String file(int descriptor) {
        try {
            FileStatus status = new Descriptor(descriptor).status();
            return status.isRegularFile() ? status.device() + ":" + status.inode() : "";
        } catch (LinuxException closed) {
            return "";
        }
    }

    /** Names in there are whoever's who has made what is open, in any bytes. */
    private static String detail(int descriptor, String name) {
        try {
            byte[] details = Files.readAllBytes(DETAILS.resolve(String.valueOf(descriptor)));
            return new String(details, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).trim())
                    .findFirst()
                    .orElse("");
        } catch (IOException closed) {
            return "";
        }
    }
}
