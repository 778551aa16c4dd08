package org.scst.runtime.deployment.internal.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * What changes whenever a file does. Size and time of modification alone can be kept by a replacement; the time of status change
 * and the inode cannot.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param inode the file's own number
 * @param size in bytes
 * @param modified of its content
 * @param changed of its inode
 */
public record FileStamp(Object inode, long size, FileTime modified, FileTime changed) {

    /** The stamp of a file now. */
    static FileStamp of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime");
        return new FileStamp(
                attributes.get("ino"),
                (Long) attributes.get("size"),
                (FileTime) attributes.get("lastModifiedTime"),
                (FileTime) attributes.get("ctime"));
    }

    // A record's own methods are made when they are first called, which takes a start some classes.

    @Override
    public boolean equals(Object other) {
        return other instanceof FileStamp that
                && size == that.size
                && inode.equals(that.inode)
                && modified.equals(that.modified)
                && changed.equals(that.changed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inode, size, modified, changed);
    }
}
