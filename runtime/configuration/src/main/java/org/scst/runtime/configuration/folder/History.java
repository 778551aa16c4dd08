package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * Former versions of the files that commands changed: {@code history/FILE/TIME}, the newest 20 of each.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public final class History {
    private static final int VERSIONS = 20;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSSSSSSSS").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final InstantSource clock;

    /** Keeps versions in a folder, which is made when the first is kept. */
    public History(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Keeps a version, durably. */
    void keep(String file, byte[] content) throws IOException {
        Path versions = folder.resolve(file);
        Files.createDirectories(versions);
        Files.write(versions.resolve(NAME.format(clock.instant())), content);
        FolderWriter.synchronizeFolder(versions);
        List<Path> oldestFirst;
        try (Stream<Path> files = Files.list(versions)) {
            oldestFirst = files.sorted().toList();
        }
        for (Path old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - VERSIONS))) {
            Files.delete(old);
        }
    }
}
