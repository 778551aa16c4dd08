package org.scst.core.internal.passage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scst.core.linux.DescriptorIdentity;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SocketDescriptor;

/**
 * The descriptors of this process, by what they are open for: whoever keeps one for a next process gives it back under a number of
 * his own, while what it is open for has the same identity as ever.
 *
 * <p><i>Threading:</i> confined to the thread that asks.
 */
final class OpenDescriptors {
    private static final Path FOLDER = Path.of("/proc/self/fd");

    /** Those that were given to this process; empty when that was not said. */
    private final Set<Integer> given;

    private final Set<Integer> found = new HashSet<>();
    private Map<String, List<Integer>> all;

    /** @param given descriptors that can be meant; empty when any can */
    OpenDescriptors(Set<Integer> given) {
        this.given = Set.copyOf(given);
    }

    /**
     * The descriptor of this identity: no two calls give the same one.
     *
     * @param number where it was before; it is looked for elsewhere only when it is not there any more
     * @return -1 when there is none, or when it cannot be told from others of this process
     */
    int find(int number, String identity) throws IOException {
        if (is(number, identity) && canBeMeant(number) && found.add(number)) {
            return number;
        }
        boolean unique = DescriptorIdentity.isUnique(identity);
        if (!unique && given.isEmpty()) {
            // Any could be this process's own.
            return -1;
        }
        List<Integer> there = all().getOrDefault(identity, List.of()).stream()
                .filter(this::canBeMeant)
                .toList();
        for (int other : there) {
            if (found.add(other)) {
                return other;
            }
        }
        return unique && !there.isEmpty() ? another(there.getFirst()) : -1;
    }

    /** Before identities said which, they said what. */
    private static boolean is(int number, String identity) {
        return DescriptorIdentity.of(number).equals(identity)
                || DescriptorIdentity.kind(number).equals(identity);
    }

    private boolean canBeMeant(int number) {
        return given.isEmpty() || given.contains(number);
    }

    /** Who keeps descriptors may have taken two of the same for one. */
    private static int another(int number) {
        try {
            return SocketDescriptor.duplicateOf(number).number();
        } catch (LinuxException full) {
            return -1;
        }
    }

    private Map<String, List<Integer>> all() throws IOException {
        if (all == null) {
            all = new HashMap<>();
            if (!given.isEmpty()) {
                given.forEach(this::add);
                return all;
            }
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(FOLDER)) {
                for (Path descriptor : descriptors) {
                    add(Integer.parseInt(descriptor.getFileName().toString()));
                }
            }
        }
        return all;
    }

    private void add(int number) {
        String identity = DescriptorIdentity.of(number);
        all.computeIfAbsent(identity, none -> new ArrayList<>()).add(number);
        String kind = DescriptorIdentity.kind(number);
        if (!kind.equals(identity)) {
            all.computeIfAbsent(kind, none -> new ArrayList<>()).add(number);
        }
    }
}
