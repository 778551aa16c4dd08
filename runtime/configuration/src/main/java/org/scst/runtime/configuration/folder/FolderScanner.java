package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.Finding;

/**
 * Reads the folder and says what changed since the last time.
 *
 * <p>A change is different content. A vanished file counts as deleted when two scans at least 2 s apart miss it, at once when
 * its content came back under a new name; a folder that is gone changes nothing.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public final class FolderScanner {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = (1 << 20) + 1;

    private final Path folder;
    private final Map<String, Tracked> tracked = new TreeMap<>();
    private long scan;
    private boolean changed;
    private Optional<String> fault = Optional.empty();

    /** A file that is followed. */
    private static final class Tracked {
        private FolderFile file;
        private FileStamp stamp;
        private boolean fresh;
        private long firstSeen;
        private long lastSeen;
        private long missingSince;
    }

    /** Follows the files of a folder. */
    public FolderScanner(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks at every file; reads those that may have changed.
     *
     * @param nanos of a clock that only goes forward
     * @param now of the clock that file systems use
     */
    public FolderView scan(long nanos, Instant now) {
        scan++;
        changed = false;
        Optional<String> before = fault;
        fault = Optional.empty();
        Map<String, String> renames = new HashMap<>();
        try {
            Set<String> present = look(now);
            renames.putAll(settleMissing(present, nanos));
        } catch (IOException e) {
            fault = Optional.of(reason(e));
        }
        changed |= !fault.equals(before);
        return view(renames);
    }

    /** Does not wait for a file that was deleted on purpose. */
    public void forget(String name) {
        tracked.remove(name);
    }

    private FolderView view(Map<String, String> renames) {
        SortedMap<String, FolderFile> files = new TreeMap<>();
        Set<String> vanished = new HashSet<>();
        for (Tracked each : tracked.values()) {
            if (each.file != null) {
                files.put(each.file.name(), each.file);
            }
            if (each.file != null && each.missingSince != 0) {
                vanished.add(each.file.name());
            }
        }
        return new FolderView(
                Collections.unmodifiableSortedMap(files), Map.copyOf(renames), changed, Set.copyOf(vanished), fault);
    }

    private Set<String> look(Instant now) throws IOException {
        Set<String> present = new HashSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path path : stream) {
                String name = path.getFileName().toString();
                if (ObjectName.isConfigurationFile(name) && Files.isRegularFile(path) && read(name, path, now)) {
                    present.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return present;
    }

    /** Returns whether the file is there. */
    private boolean read(String name, Path path, Instant now) {
        Tracked each = tracked.get(name);
        try {
            FileStamp stamp = FileStamp.of(path);
            if (each == null) {
                each = new Tracked();
                each.firstSeen = scan;
                tracked.put(name, each);
            }
            each.lastSeen = scan;
            if (stamp.equals(each.stamp) && !each.fresh) {
                return true;
            }
            byte[] bytes = content(path);
            if (stamp.equals(FileStamp.of(path))) {
                accept(each, name, stamp, bytes, now);
            } else {
                each.stamp = null;
                changed = true; // it is being written: look again soon
            }
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            refuse(each, name, e);
        }
        return true;
    }

    private void accept(Tracked each, String name, FileStamp stamp, byte[] bytes, Instant now) {
        each.stamp = stamp;
        each.fresh = stamp.isFresh(now);
        boolean same = each.file != null && each.file.findings().isEmpty() && Arrays.equals(each.file.bytes(), bytes);
        if (!same) {
            each.file = new FolderFile(name, bytes);
            changed = true;
        }
    }

    private void refuse(Tracked known, String name, IOException reason) {
        Tracked each = known == null ? new Tracked() : known;
        if (known == null) {
            each.firstSeen = scan;
            tracked.put(name, each);
        }
        each.lastSeen = scan;
        each.stamp = null;
        Finding finding = Finding.error(
                0,
                "the file cannot be read: " + reason(reason),
                "make it readable for the user that runs the platform");
        FolderFile base = each.file == null ? new FolderFile(name, new byte[0]) : each.file;
        FolderFile refused = base.with(List.of(finding));
        changed |= !refused.equals(each.file);
        each.file = refused;
    }

    private Map<String, String> settleMissing(Set<String> present, long nanos) {
        Map<String, String> renames = new HashMap<>();
        for (Iterator<Map.Entry<String, Tracked>> i = tracked.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<String, Tracked> entry = i.next();
            Tracked each = entry.getValue();
            if (present.contains(entry.getKey())) {
                changed |= each.missingSince != 0;
                each.missingSince = 0;
                continue;
            }
            Optional<String> successor = successor(each);
            boolean noticed = each.missingSince == 0;
            if (noticed) {
                each.missingSince = nanos == 0 ? 1 : nanos;
                changed = true;
            }
            if (successor.isPresent() || each.file == null) {
                successor.ifPresent(name -> renames.put(entry.getKey(), name));
                i.remove();
            } else if (!noticed && nanos - each.missingSince >= GRACE.toNanos()) {
                i.remove();
                changed = true;
            }
        }
        return renames;
    }

    /** The file that has come with the content of one that is gone. */
    private Optional<String> successor(Tracked gone) {
        if (gone.file == null) {
            return Optional.empty();
        }
        List<String> candidates = tracked.values().stream()
                .filter(each -> each.file != null && each.missingSince == 0 && each.lastSeen == scan)
                .filter(each -> each.firstSeen > gone.lastSeen || isSameInode(each, gone))
                .filter(each -> Arrays.equals(each.file.bytes(), gone.file.bytes()))
                .map(each -> each.file.name())
                .toList();
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    /** A listing may still show the old name of a file that is being renamed, together with the new one. */
    private static boolean isSameInode(Tracked each, Tracked gone) {
        return each.stamp != null
                && gone.stamp != null
                && each.firstSeen == gone.lastSeen
                && each.stamp.inode() == gone.stamp.inode();
    }

    private static byte[] content(Path path) throws IOException {
        try (InputStream input = Files.newInputStream(path)) {
            return input.readNBytes(MOST_BYTES);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case NotDirectoryException other -> "it is no folder: " + other.getFile();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
