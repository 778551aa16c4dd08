package org.scst.runtime.configuration.folder;

import java.util.Arrays;
import java.util.List;
import org.scst.runtime.configuration.dialect.ConfigurationText;
import org.scst.runtime.configuration.dialect.Finding;

/**
 * One file of the folder as it was last read.
 *
 * <p><i>Threading:</i> immutable; the bytes are never changed after construction.
 *
 * @param name its name in the folder
 * @param bytes its content
 * @param text its content, parsed
 * @param findings what kept the file itself from being read
 */
public record FolderFile(String name, byte[] bytes, ConfigurationText text, List<Finding> findings) {

    FolderFile(String name, byte[] bytes) {
        this(name, bytes, ConfigurationText.read(bytes), List.of());
    }

    FolderFile with(List<Finding> found) {
        return new FolderFile(name, bytes, text, found);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FolderFile file
                && file.name.equals(name)
                && Arrays.equals(file.bytes, bytes)
                && file.findings.equals(findings);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return name;
    }
}
