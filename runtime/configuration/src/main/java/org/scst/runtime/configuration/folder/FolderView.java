package org.scst.runtime.configuration.folder;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one scan saw.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param files by name; a file that vanished lately is still among them
 * @param renames new names by former names, of this scan
 * @param touched names of the files that differ from the scan before, or are changing right now
 * @param vanished files that are gone and wait to count as deleted
 * @param fault why the folder cannot be read, if it cannot; then the files are those of the scan before
 */
public record FolderView(
        SortedMap<String, FolderFile> files,
        Map<String, String> renames,
        Set<String> touched,
        Set<String> vanished,
        Optional<String> fault) {

    /** Whether something differs from the scan before, or is changing right now. */
    public boolean changed() {
        return !touched.isEmpty();
    }

    /** Names and contents. */
    public Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new TreeMap<>();
        files.forEach((name, file) -> contents.put(name, file.bytes()));
        return contents;
    }

    /** The folder as it would be with other files; an empty content takes a file away. */
    public FolderView with(Map<String, Optional<byte[]>> contents) {
        SortedMap<String, FolderFile> other = new TreeMap<>(files);
        contents.forEach((name, bytes) -> {
            other.remove(name);
            bytes.ifPresent(content -> other.put(name, new FolderFile(name, content)));
        });
        return new FolderView(other, renames, contents.keySet(), vanished, fault);
    }

    /** The same files, with what happened to them in a longer time. */
    public FolderView since(Set<String> longerTouched, Map<String, String> longerRenames) {
        return new FolderView(files, Map.copyOf(longerRenames), Set.copyOf(longerTouched), vanished, fault);
    }
}
