package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What tells cheaply that a file may have changed. The time of the last status change cannot be set by anyone, so that equal
 * size and equal time stamp hide nothing; only two changes within one tick of the file system's clock do, see {@link #isFresh}.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param size bytes
 * @param modified last modification
 * @param changed last status change
 * @param inode number
 */
record FileStamp(long size, FileTime modified, FileTime changed, long inode) {
    private static final Duration TICK = Duration.ofSeconds(2);

    /** The stamp of a regular file; empty for anything else. */
    static Optional<FileStamp> of(Path file) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(file, "unix:isRegularFile,size,lastModifiedTime,ctime,ino");
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            return Optional.empty();
        }
        return Optional.of(new FileStamp(
                (Long) attributes.get("size"),
                (FileTime) attributes.get("lastModifiedTime"),
                (FileTime) attributes.get("ctime"),
                (Long) attributes.get("ino")));
    }

    /** Whether the file changed so lately that an equal stamp does not mean equal content. */
    boolean isFresh(Instant now) {
        return changed.toInstant().isAfter(now.minus(TICK));
    }
}
