package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds out who has a block device, for the operator whom the kernel only tells that it is busy: a volume over it, a mounted
 * file system, swap, the same of one of its partitions, or else processes that have it open.
 *
 * <p><i>Threading:</i> immutable.
 */
final class BlockDeviceHolders {
    private static final int MOUNTED_DEVICE = 2;
    private static final int MOUNT_POINT = 4;
    private static final String NOBODY_KNOWN = "somebody holds it who cannot be seen from here";
    private final Path sys;
    private final Path proc;

    BlockDeviceHolders() {
        this(Path.of("/sys"), Path.of("/proc"));
    }

    BlockDeviceHolders(Path sys, Path proc) {
        this.sys = sys;
        this.proc = proc;
    }

    /** @param represents major number in the upper, minor in the lower 32 bits */
    String of(long represents) {
        Path device = real(BlockQueue.folder(sys, represents));
        List<String> claims = claims(device);
        if (claims.isEmpty()) {
            children(device, child -> Files.exists(child.resolve("partition")))
                    .forEach(partition -> claims(partition)
                            .forEach(claim -> claims.add("its partition " + partition.getFileName() + " " + claim)));
        }
        if (claims.isEmpty()) {
            claims.addAll(processes(device));
        }
        return claims.isEmpty() ? NOBODY_KNOWN : String.join(", ", claims);
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

    private static String node(Path device) {
        return "/dev/" + device.getFileName();
    }

    private List<String> processes(Path device) {
        List<String> found = new ArrayList<>();
        for (Path process :
                children(proc, entry -> entry.getFileName().toString().matches("\\d+"))) {
            boolean has = !children(process.resolve("fd"), fd -> node(device).equals(target(fd)))
                    .isEmpty();
            if (has) {
                found.add("process " + process.getFileName() + " (" + text(process.resolve("comm")) + ") has it open");
            }
        }
        return found;
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
