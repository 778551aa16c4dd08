package org.scst.runtime.configuration.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.scst.core.admin.ConfigurationVersion;

/**
 * What the files held whenever they were accepted: a base, and the changes since, each in a file of its own in
 * {@code state/history/}. So it also tells after a restart what changed meanwhile. Bounded: of more than {@value #MOST} changes
 * the older ones become part of the base.
 *
 * <p><i>Threading:</i> confined to the configuration thread; {@link #fault} may be called on any.
 */
public final class History {
    private static final int LEAST = 100;
    private static final int MOST = 150;
    private static final long MOST_BYTES = 32L << 20;
    private static final String BASE = "base";

    private final Path folder;
    private final InstantSource clock;
    private final SortedMap<String, byte[]> present = new TreeMap<>();
    private final TreeMap<Long, ConfigurationVersion> versions = new TreeMap<>();
    private final Map<Long, Long> sizes = new HashMap<>();
    private long last;
    private boolean begun;
    private volatile Optional<String> fault = Optional.empty();

    /** Reads what is kept in a folder, which is made when the first change is recorded. */
    public History(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        read();
    }

    private void read() {
        present.clear();
        versions.clear();
        sizes.clear();
        last = 0;
        begun = false;
        try {
            load();
            fault = Optional.empty();
        } catch (IOException e) {
            versions.clear();
            fault = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void load() throws IOException {
        Path base = folder.resolve(BASE);
        if (!Files.exists(base)) {
            if (Files.isDirectory(folder) && !changes().isEmpty()) {
                throw new IOException(BASE + " is missing");
            }
            return;
        }
        Change start = Change.read(base);
        start.files().forEach((file, step) -> step.after().ifPresent(content -> present.put(file, content)));
        last = start.number();
        for (Path path : changes()) {
            long number = Long.parseLong(path.getFileName().toString());
            if (number <= start.number()) {
                Files.delete(path); // it is in the base already: a crash came between
            } else {
                adopt(Change.read(path), Files.size(path));
            }
        }
        begun = true;
    }

    private List<Path> changes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().matches("[0-9]{12}"))
                    .sorted()
                    .toList();
        }
    }

    private void adopt(Change change, long size) {
        change.files()
                .forEach((file, step) -> step.after()
                        .ifPresentOrElse(content -> present.put(file, content), () -> present.remove(file)));
        versions.put(change.number(), change.version());
        sizes.put(change.number(), size);
        last = Math.max(last, change.number());
    }

    /** Why nothing is recorded, if so: what is there is damaged, and is not replaced by itself. */
    public Optional<String> fault() {
        return fault.map(cause -> cause + " in " + folder);
    }

    /**
     * Looks again at what could not be read: it may have been restored, or removed to begin anew.
     *
     * @return whether changes are recorded from now on, and were not before; then all files are to be recorded
     */
    public boolean recover() {
        if (fault.isEmpty()) {
            return false;
        }
        read();
        return fault.isEmpty();
    }

    /** Whether anything was recorded before. */
    public boolean begun() {
        return begun;
    }

    /** What the files held when they were last accepted. */
    public SortedMap<String, byte[]> present() {
        return Collections.unmodifiableSortedMap(present);
    }

    /** The changes that can be taken back, the newest first. */
    public List<ConfigurationVersion> versions() {
        return List.copyOf(versions.descendingMap().values());
    }

    /**
     * Keeps a change, durably; the first one becomes the base, for nothing was there to go back to.
     *
     * @param contents what files hold now; empty for one that is gone. Those that hold what they held are no part of the change
     * @return number of the change; empty when nothing changed
     */
    public Optional<Long> record(Map<String, Optional<byte[]>> contents, String origin) throws IOException {
        if (fault.isPresent()) {
            return Optional.empty();
        }
        SortedMap<String, Change.Step> steps = new TreeMap<>();
        contents.forEach((file, after) -> {
            if (!isPresent(file, after)) {
                steps.put(file, new Change.Step(Optional.ofNullable(present.get(file)), after));
            }
        });
        if (begun && steps.isEmpty()) {
            return Optional.empty();
        }
        makeFolder();
        Change change =
                new Change(begun ? last + 1 : last, clock.instant().truncatedTo(ChronoUnit.SECONDS), origin, steps);
        Path path = folder.resolve(begun ? name(change.number()) : BASE);
        change.write(path);
        if (!begun) {
            steps.forEach((file, step) -> present.put(file, step.after().orElseThrow()));
            begun = true;
            return Optional.empty();
        }
        adopt(change, Files.size(path));
        forgetOldest();
        return Optional.of(change.number());
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static String name(long number) {
        return String.format(Locale.ROOT, "%012d", number);
    }

    /**
     * What the files held before a change and all that came after it: those that differ from now only.
     *
     * @throws IOException when the history cannot be read
     */
    public Map<String, Optional<byte[]>> before(long number) throws IOException {
        Map<String, Optional<byte[]>> contents = new TreeMap<>();
        for (long each : versions.tailMap(number).keySet()) {
            Change.read(folder.resolve(name(each)))
                    .files()
                    .forEach((file, step) -> contents.putIfAbsent(file, step.before()));
        }
        contents.entrySet().removeIf(entry -> isPresent(entry.getKey(), entry.getValue()));
        return contents;
    }

    private boolean isPresent(String file, Optional<byte[]> content) {
        byte[] now = present.get(file);
        return content.map(bytes -> Arrays.equals(bytes, now)).orElse(now == null);
    }

    private void forgetOldest() throws IOException {
        long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
        if (versions.size() <= MOST && (bytes <= MOST_BYTES || versions.size() < 3)) {
            return;
        }
        List<Long> numbers = new ArrayList<>(versions.keySet());
        int keep = bytes > MOST_BYTES ? numbers.size() / 2 : LEAST;
        long first = numbers.get(numbers.size() - keep);
        SortedMap<String, Change.Step> files = new TreeMap<>();
        present.forEach((file, content) -> files.put(file, after(Optional.of(content))));
        before(first).forEach((file, content) -> files.put(file, after(content)));
        files.values().removeIf(step -> step.after().isEmpty());
        new Change(first - 1, clock.instant(), "base", files).write(folder.resolve(BASE));
        for (long old : List.copyOf(versions.headMap(first).keySet())) {
            versions.remove(old);
            sizes.remove(old);
            Files.deleteIfExists(folder.resolve(name(old)));
        }
    }

    private static Change.Step after(Optional<byte[]> content) {
        return new Change.Step(Optional.empty(), content);
    }
}
