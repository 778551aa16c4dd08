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
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.Finding;

/**
 * Reads the folder and says what changed since the last time.
 *
 * <p>A change is different content. A vanished file counts as deleted when two scans at least 2 s apart miss it, at once when
 * its content came back under a new name; a folder that is gone changes nothing, nor does an empty one in its place.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public final class FolderScanner {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = (1 << 20) + 1;

    private final Path folder;
    private final Map<String, Tracked> tracked = new TreeMap<>();
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> present = new HashSet<>();
    private SortedMap<String, FolderFile> files = Collections.emptySortedMap();
    private Set<String> touched = Set.of();
    private Optional<String> fault = Optional.empty();
    private Object identity;
    private long scan;
    private long lastRest = 1;

    /** A file that is followed. */
    private static final class Tracked {
        private FolderFile file;
        private FileStamp stamp;
        private boolean fresh;
        private long firstSeen;
        private long missingSince;
    }

    /** Follows the files of a folder. */
    public FolderScanner(Path folder) {
        this.folder = folder;
    }

    /** Looks at every file; reads those that may have changed. */
    public FolderView scan(long nanos, Instant now) {
        return scan(nanos, now, Optional.empty());
    }

    /**
     * Looks at some files or at all; reads those that may have changed.
     *
     * @param nanos of a clock that only goes forward
     * @param now of the clock that file systems use
     * @param suspects names of the files to look at; empty for every file of the folder
     */
    public FolderView scan(long nanos, Instant now, Optional<Set<String>> suspects) {
        scan++;
        touched = new HashSet<>();
        Optional<String> before = fault;
        Map<String, String> renames = new HashMap<>();
        try {
            requireFolder();
            if (suspects.isEmpty()) {
                lookAt(listed(), now);
                settleMissing(List.copyOf(tracked.keySet()), nanos, renames);
            } else {
                Set<String> names = new TreeSet<>(suspects.get());
                names.addAll(missing);
                names.removeIf(name -> !ObjectName.isConfigurationFile(name));
                lookAt(names, now);
                requireFolder(); // else the files may be missing because their folder is
                settleMissing(names, nanos, renames);
            }
            fault = Optional.empty();
        } catch (IOException e) {
            fault = Optional.of(reason(e));
        }
        return view(renames, !fault.equals(before));
    }

    /** Does not wait for a file that was deleted on purpose. */
    public void forget(String name) {
        missing.remove(name);
        if (tracked.remove(name) != null) {
            files = snapshot(Set.of(name));
        }
    }

    private FolderView view(Map<String, String> renames, boolean faultChanged) {
        if (!touched.isEmpty()) {
            files = snapshot(touched);
        } else if (scan > lastRest) {
            lastRest = scan;
        }
        if (faultChanged) {
            touched.add("");
        }
        return new FolderView(files, Map.copyOf(renames), Set.copyOf(touched), Set.copyOf(missing), fault);
    }

    /** Files as they are now: those that nobody has touched are copied in their order, without comparing their names. */
    private SortedMap<String, FolderFile> snapshot(Set<String> changed) {
        SortedMap<String, FolderFile> read = new TreeMap<>(files);
        for (String name : changed) {
            Tracked each = tracked.get(name);
            if (each == null || each.file == null) {
                read.remove(name);
            } else {
                read.put(name, each.file);
            }
        }
        return Collections.unmodifiableSortedMap(read);
    }

    /** The folder is there, and it is no empty one that was uncovered when the file system with ours went away. */
    private void requireFolder() throws IOException {
        Object found = Files.readAttributes(folder, "unix:dev,ino,isDirectory");
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (identity != null && !found.equals(identity) && !tracked.isEmpty() && listed().isEmpty()) {
            throw new IOException("an empty folder is in its place: " + folder);
        }
        identity = found;
    }

    private Set<String> listed() throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(path -> names.add(path.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.removeIf(name -> !ObjectName.isConfigurationFile(name));
        return names;
    }

    private void lookAt(Collection<String> names, Instant now) {
        present.clear();
        for (String name : names) {
            if (read(name, folder.resolve(name), now)) {
                present.add(name);
            }
        }
    }

    /** Returns whether the file is there. */
    private boolean read(String name, Path path, Instant now) {
        Tracked each = tracked.get(name);
        try {
            Optional<FileStamp> stamp = FileStamp.of(path);
            if (stamp.isEmpty()) {
                return false;
            }
            if (each != null && stamp.get().equals(each.stamp) && !each.fresh) {
                return true;
            }
            byte[] bytes = content(path);
            each = track(name);
            if (stamp.equals(FileStamp.of(path))) {
                accept(each, name, stamp.get(), bytes, now);
            } else {
                each.stamp = null;
                touched.add(name); // it is being written: look again soon
            }
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            refuse(track(name), name, e);
        }
        return true;
    }

    private Tracked track(String name) {
        return tracked.computeIfAbsent(name, n -> {
            Tracked each = new Tracked();
            each.firstSeen = scan;
            return each;
        });
    }

    private void accept(Tracked each, String name, FileStamp stamp, byte[] bytes, Instant now) {
        each.stamp = stamp;
        each.fresh = stamp.isFresh(now);
        boolean same = each.file != null && each.file.findings().isEmpty() && Arrays.equals(each.file.bytes(), bytes);
        if (!same) {
            each.file = new FolderFile(name, bytes);
            touched.add(name);
        }
    }

    private void refuse(Tracked each, String name, IOException reason) {
        each.stamp = null;
        Finding finding = Finding.error(
                0,
                "the file cannot be read: " + reason(reason),
                "make it readable for the user that runs the platform");
        FolderFile base = each.file == null ? new FolderFile(name, new byte[0]) : each.file;
        FolderFile refused = base.with(List.of(finding));
        if (!refused.equals(each.file)) {
            touched.add(name);
        }
        each.file = refused;
    }

    private void settleMissing(Collection<String> names, long nanos, Map<String, String> renames) {
        for (String name : names) {
            Tracked each = tracked.get(name);
            if (each == null) {
                continue;
            }
            if (present.contains(name)) {
                each.missingSince = 0;
                if (missing.remove(name)) {
                    touched.add(name);
                }
            } else if (each.missingSince == 0) {
                each.missingSince = nanos == 0 ? 1 : nanos;
                missing.add(name);
                touched.add(name);
            } else if (nanos - each.missingSince >= GRACE.toNanos()) {
                drop(name);
            }
        }
        if (!missing.isEmpty()) {
            findRenames(renames);
        }
    }

    private void drop(String name) {
        tracked.remove(name);
        missing.remove(name);
        touched.add(name);
    }

    /** A vanished file whose content stands in one that is new has another name; where several are alike, the same inode tells. */
    private void findRenames(Map<String, String> renames) {
        List<Tracked> fresh = tracked.values().stream()
                .filter(each -> each.file != null && each.missingSince == 0 && each.firstSeen > lastRest)
                .toList();
        for (String name : List.copyOf(missing)) {
            Tracked gone = tracked.get(name);
            if (gone.file == null) {
                drop(name);
                continue;
            }
            successor(gone, fresh, renames).ifPresent(successor -> {
                renames.put(name, successor);
                drop(name);
            });
        }
    }

    private Optional<String> successor(Tracked gone, List<Tracked> fresh, Map<String, String> renames) {
        List<Tracked> alike = fresh.stream()
                .filter(each -> Arrays.equals(each.file.bytes(), gone.file.bytes()))
                .filter(each -> !renames.containsValue(each.file.name()))
                .toList();
        return alike.stream()
                .filter(each -> isSame(each.stamp, gone.stamp))
                .findFirst()
                .or(() -> alike.size() == 1 && isOnlyOne(gone) ? Optional.of(alike.getFirst()) : Optional.empty())
                .map(each -> each.file.name());
    }

    /** A new file may be given the inode of a deleted one, but not its time. */
    private static boolean isSame(FileStamp one, FileStamp other) {
        return one != null
                && other != null
                && one.inode() == other.inode()
                && one.modified().equals(other.modified());
    }

    private boolean isOnlyOne(Tracked gone) {
        return missing.stream()
                        .map(tracked::get)
                        .filter(each -> each.file != null && Arrays.equals(each.file.bytes(), gone.file.bytes()))
                        .count()
                == 1;
    }

    private static byte[] content(Path path) throws IOException {
        try (InputStream input = Files.newInputStream(path)) {
            return input.readNBytes(MOST_BYTES);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case NoSuchFileException gone -> "there is no " + gone.getFile();
            case NotDirectoryException other -> "it is no folder: " + other.getFile();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
