package org.scst.iscsi.internal.portal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Finds who listens on a TCP port of this machine, from /proc; for messages, so that every failure means "not known".
 *
 * <p><i>Threading:</i> stateless. Reads files: not for event loops.
 */
final class PortHolder {
    private static final String LISTENING = "0A";

    private PortHolder() {}

    /** For example {@code "tgtd" (pid 812)}; or the empty string. */
    static String find(int port) {
        try {
            String inode = inode(Path.of("/proc/net/tcp"), port);
            inode = inode == null ? inode(Path.of("/proc/net/tcp6"), port) : inode;
            return inode == null ? "" : process("socket:[" + inode + "]");
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private static String inode(Path table, int port) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String line : Files.readAllLines(table)) {
            String[] words = line.trim().split("\\s+");
            if (words.length > 9 && words[1].endsWith(suffix) && words[3].equals(LISTENING)) {
                return words[9];
            }
        }
        return null;
    }

    private static String process(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    String name = Files.readString(process.resolve("comm")).trim();
                    return "\"" + name + "\" (pid " + process.getFileName() + ")";
                }
            }
        }
        return "";
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
