package org.scst.runtime.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether there is memory for a second process beside this one, which it shares with for some seconds: in the machine, and in the
 * control group (version 2) that limits both.
 *
 * <p><i>Threading:</i> stateless; reads files of the kernel's.
 *
 * @param machine {@code /proc/meminfo}
 * @param membership {@code /proc/self/cgroup}
 * @param groups where control groups are mounted
 */
record MemoryRoom(Path machine, Path membership, Path groups) {
    /** Twice what a platform with few disks takes, so that nobody else is short of it meanwhile. */
    private static final long NEEDED_BYTES = 300L << 20;

    private static final String AVAILABLE = "MemAvailable:";
    private static final String UNIFIED = "0::/";

    static MemoryRoom ofThisProcess() {
        return new MemoryRoom(Path.of("/proc/meminfo"), Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
    }

    /** What cannot be read is no limit. */
    boolean hasRoomForAnother() {
        boolean room = lines(machine).stream()
                .filter(line -> line.startsWith(AVAILABLE))
                .allMatch(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024 >= NEEDED_BYTES);
        Optional<String> group = lines(membership).stream()
                .filter(line -> line.startsWith(UNIFIED))
                .map(line -> line.substring(UNIFIED.length()))
                .findFirst();
        if (group.isEmpty()) {
            return room;
        }
        for (Path folder = groups.resolve(group.get()); folder.startsWith(groups); folder = folder.getParent()) {
            room &= hasRoom(folder);
        }
        return room;
    }

    /** What the kernel can take back from files that nobody uses now is room, too. */
    private static boolean hasRoom(Path group) {
        Optional<Long> most = number(group.resolve("memory.max"));
        Optional<Long> now = number(group.resolve("memory.current"));
        if (most.isEmpty() || now.isEmpty()) {
            return true;
        }
        long idle = lines(group.resolve("memory.stat")).stream()
                .filter(line -> line.startsWith("inactive_file "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .sum();
        return most.get() - now.get() + idle >= NEEDED_BYTES;
    }

    private static Optional<Long> number(Path file) {
        return lines(file).stream()
                .filter(line -> line.matches("\\d+"))
                .map(Long::valueOf)
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
