package org.scst.core.internal.buffer;

import java.lang.foreign.MemorySegment;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.MemoryFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A region in a memory file, which can be registered or passed on by its descriptor.
 *
 * <p><i>Threading:</i> as {@link RegionMemory}.
 */
final class FileMemory implements RegionMemory {

    private static final Logger LOG = LoggerFactory.getLogger(FileMemory.class);

    private final MemoryFile file;

    private final int slabs;

    private FileMemory(MemoryFile file, int slabs) {
        this.file = file;
        this.slabs = slabs;
    }

    /** A region in a memory file of its own name. */
    static FileMemory create(String name, int slabs) throws LinuxException {
        return new FileMemory(MemoryFile.create(name, (long) slabs * Regions.SLAB_BYTES), slabs);
    }

    /** A region in a memory file where the system has such, else one without. */
    static RegionMemory orAnonymous() {
        try {
            return create("scst-buffers", Regions.SLABS);
        } catch (LinuxException | LinkageError e) {
            LOG.warn(
                    "Buffers are not in memory files and cannot be shared with other processes or devices: {}",
                    e.toString());
            return new AnonymousMemory();
        }
    }

    @Override
    public int slabs() {
        return slabs;
    }

    long address() {
        return file.address();
    }

    long size() {
        return file.size();
    }

    @Override
    public int descriptor() {
        return file.descriptor();
    }

    @Override
    public MemorySegment slab(int index) {
        return file.memory().asSlice((long) index * Regions.SLAB_BYTES, Regions.SLAB_BYTES);
    }

    @Override
    public void discard(int index) {
        try {
            file.discard((long) index * Regions.SLAB_BYTES, Regions.SLAB_BYTES);
        } catch (LinuxException e) {
            // The slab stays usable; only its memory stays ours.
            LOG.warn("Idle buffer memory cannot be given back", e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
