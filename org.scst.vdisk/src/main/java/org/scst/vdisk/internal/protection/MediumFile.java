package org.scst.vdisk.internal.protection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * Tells one file of a file system from another that has come under its name. The inode number alone would not: a file system gives
 * that of a removed file to the next one.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param inode its number; 0 when there is no file
 * @param born time of birth in nanoseconds since the epoch, where the file system keeps that
 */
record MediumFile(long inode, long born) {
    private static final MediumFile NONE = new MediumFile(0, 0);

    static MediumFile at(Path path) throws IOException {
        try {
            long inode = ((Number) Files.getAttribute(path, "unix:ino")).longValue();
            Instant born = Files.readAttributes(path, BasicFileAttributes.class)
                    .creationTime()
                    .toInstant();
            return new MediumFile(inode, born.getEpochSecond() * 1_000_000_000L + born.getNano());
        } catch (NoSuchFileException e) {
            return NONE;
        }
    }
}
