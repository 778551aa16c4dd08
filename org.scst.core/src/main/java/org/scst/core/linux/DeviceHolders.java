package org.scst.core.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds out who has a device, for the operator whom the kernel only tells that it is busy: a volume over it, a mounted file system, swap,
 * the same of one of its partitions, or else processes that have it open, or the disk that it is a partition of.
 *
 * <p><i>Threading:</i> immutable; each call looks anew, and may block a little.
 */
public final class DeviceHolders {
    private static final int MOUNTED_DEVICE = 2;
    private static final int MOUNT_POINT = 4;
    private static final String NOBODY_KNOWN = "somebody holds it who cannot be seen from here";
    private static final int MINOR_BITS = 32;
    private final Path sys;
    private final Path proc;

    /** Of this machine. */
    public DeviceHolders() {
        this(Path.of("/sys"), Path.of("/proc"));
    }

    DeviceHolders(Path sys, Path proc) {
        this.sys = sys;
        this.proc = proc;
    }

    /**
     * Who has a block device.
     *
     * @param represents major number in the upper, minor in the lower 32 bits
     * @return for people, as the end of a sentence
     */
    public String of(long represents) {
        Path device = real(sys.resolve("dev/block").resolve((represents >>> MINOR_BITS) + ":" + (int) represents));
        List<String> claims = claims(device);
        if (claims.isEmpty()) {
            children(device, DeviceHolders::isPartition)
                    .forEach(partition -> claims(partition)
                            .forEach(claim -> claims.add("its partition " + partition.getFileName() + " " + claim)));
        }
        return claims.isEmpty() ? openers(related(device)) : String.join(", ", claims);
    }

    /**
     * Which processes have a device open.
     *
     * @param nodes device files that all stand for it
     * @return for people, as the end of a sentence
     */
    public String openers(List<Path> nodes) {
        List<String> found = processes(nodes.stream().map(Path::toString).toList());
        return found.isEmpty() ? NOBODY_KNOWN : String.join(", ", found);
    }

    /** Device files whose opener may have it: its own, its partitions', that of the disk which it is a partition of. */
    private static List<Path> related(Path device) {
        List<Path> nodes = new ArrayList<>(List.of(node(device)));
        if (isPartition(device)) {
            nodes.add(node(device.getParent()));
        }
        children(device, DeviceHolders::isPartition).forEach(partition -> nodes.add(node(partition)));
        return nodes;
    }

    private static boolean isPartition(Path device) {
        return Files.exists(device.resolve("partition"));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private List<String> claims(Path device) {
        List<String> claims = new ArrayList<>();
        children(device.resolve("holders"), holder -> true)
                .forEach(holder -> claims.add("belongs to " + volume(real(holder))));
        String number = text(device.resolve("dev"));
        for (String line : text(proc.resolve("self/mountinfo")).split("\n")) {
            String[] fields = line.split(" ");
            if (fields.length > MOUNT_POINT && fields[MOUNTED_DEVICE].equals(number)) {
                claims.add("is mounted at " + fields[MOUNT_POINT].replace("\\040", " "));
            }
        }
        if (text(proc.resolve("swaps")).lines().anyMatch(line -> line.startsWith(node(device) + " "))) {
            claims.add("is swap space");
        }
        return claims;
    }

    private static String volume(Path holder) {
        String mapped = text(holder.resolve("dm/name"));
        return mapped.isEmpty() ? holder.getFileName().toString() : "volume " + mapped;
    }

    private static Path node(Path device) {
        return Path.of("/dev", device.getFileName().toString());
    }

    private List<String> processes(List<String> nodes) {
        List<String> found = new ArrayList<>();
        for (Path process :
                children(proc, entry -> entry.getFileName().toString().matches("\\d+"))) {
            boolean has = !children(process.resolve("fd"), fd -> nodes.contains(target(fd)))
                    .isEmpty();
            if (has) {
                found.add(named(process));
            }
        }
        return found;
    }

    private static String named(Path process) {
        String number = process.getFileName().toString();
        return number.equals(Long.toString(ProcessHandle.current().pid()))
                ? "this target has it open for another of its devices; serve it by one of them only"
                : "process " + number + " (" + text(process.resolve("comm")) + ") has it open";
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** None where the folder is missing, or may not be read. */
    private static List<Path> children(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(wanted).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
