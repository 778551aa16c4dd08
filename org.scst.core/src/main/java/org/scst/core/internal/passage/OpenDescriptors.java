package org.scst.core.internal.passage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The descriptors of this process, by what they are open for: whoever keeps a socket for a next process gives it back under a number
 * of his own, while the socket has the same identity as ever ({@code socket:[INODE]}).
 *
 * <p><i>Threading:</i> confined to the thread that asks.
 */
final class OpenDescriptors {
    private static final Path FOLDER = Path.of("/proc/self/fd");

    private Map<String, Integer> all;

    /** What a descriptor is open for; the empty string when it is not open. */
    static String identity(int descriptor) {
        return identity(FOLDER.resolve(String.valueOf(descriptor)));
    }

    private static String identity(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /**
     * The descriptor of this identity.
     *
     * @param number where it was before; it is looked for elsewhere only when it is not there any more
     * @return -1 when there is none
     */
    int find(int number, String identity) throws IOException {
        return identity(number).equals(identity) ? number : all().getOrDefault(identity, -1);
    }

    private Map<String, Integer> all() throws IOException {
        if (all == null) {
            all = new HashMap<>();
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(FOLDER)) {
                for (Path descriptor : descriptors) {
                    all.put(
                            identity(descriptor),
                            Integer.valueOf(descriptor.getFileName().toString()));
                }
            }
        }
        return all;
    }
}
