package org.scst.vdisk.internal.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.scst.core.device.ConfigurationException;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/**
 * What {@code fileio} and {@code blockio} are configured with.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param path absolute
 * @param size the least size the file must have, 0: as it is
 * @param inlineReads whether event loops read what the page cache holds, and the ring what it does not
 * @param inlineWrites whether event loops may write into the page cache
 * @param direct whether accesses go past the page cache
 */
record FileSettings(Path path, long size, boolean inlineReads, boolean inlineWrites, boolean direct) {

    static FileSettings read(DeviceProperties properties, int blockLength) throws ConfigurationException {
        long size = properties.size("size", 0);
        if (size % blockLength != 0) {
            throw new ConfigurationException(
                    "size", "size = " + size + " is not a number of blocks", "write a multiple of " + blockLength);
        }
        boolean inline = properties.flag("inline_writes", false);
        boolean direct = properties.flag("o_direct", false);
        if (inline && direct) {
            throw new ConfigurationException(
                    "inline_writes",
                    "inline_writes = true writes into the page cache, and o_direct = true goes past it",
                    "leave out one of the two");
        }
        return new FileSettings(path(properties), size, properties.flag("inline_reads", true), inline, direct);
    }

    /** Of a block device, which has the size it has, and is never read through the page cache. */
    static FileSettings readBlockDevice(DeviceProperties properties) throws ConfigurationException {
        if (properties.has("size")) {
            throw new ConfigurationException(
                    "size", "size is given, but a block device has a size of its own", "leave out size");
        }
        for (String key : List.of("inline_reads", "inline_writes")) {
            if (properties.has(key)) {
                throw new ConfigurationException(
                        key, key + " is for files; blockio goes past the page cache", "leave out " + key);
            }
        }
        if (!properties.flag("o_direct", true)) {
            throw new ConfigurationException(
                    "o_direct", "o_direct = false, but blockio always goes past the page cache", "leave out o_direct");
        }
        return new FileSettings(path(properties), 0, true, false, true);
    }

    static Path path(DeviceProperties properties) throws ConfigurationException {
        if (properties.has("filename") && properties.has("file")) {
            throw new ConfigurationException(
                    "file", "filename and file mean the same, and both are given", "leave out one of the two");
        }
        String key = properties.has("file") ? "file" : "filename";
        String name = properties.text(key, "");
        if (name.isEmpty()) {
            throw new ConfigurationException(
                    "filename", "no file is named", "write filename = /the/absolute/path of an existing file");
        }
        try {
            Path path = Path.of(name);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw new ConfigurationException(
                    key, key + " = " + name + " is not a path: " + e.getReason(), "write another path");
        }
        throw new ConfigurationException(key, key + " = " + name + " is not absolute", "begin the path with /");
    }
}
