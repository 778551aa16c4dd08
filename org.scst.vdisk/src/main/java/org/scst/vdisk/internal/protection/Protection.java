package org.scst.vdisk.internal.protection;

import java.io.IOException;
import java.nio.file.Path;
import org.scst.core.device.DeviceContext;
import org.scst.core.store.BackingStore;
import org.scst.vdisk.internal.encryption.Sealing;

/**
 * Whether a medium has protection information, and since when: what FORMAT UNIT decides, and what is found when a disk opens. The
 * file beside the store says it; the platform's state says that there must be one.
 *
 * <p><i>Threading:</i> confined to the device's context, with no command of the medium in progress.
 */
public final class Protection {
    private static final String SUFFIX = ".protection";
    private static final String KEPT = "protection";
    private final DeviceContext context;
    private final BackingStore store;
    private final int blockLength;
    private final Sealing sealing;
    private boolean anothers;

    /**
     * Of a medium.
     *
     * @param store the medium without it
     * @param sealing by which it is encrypted as the medium is
     */
    public Protection(DeviceContext context, BackingStore store, int blockLength, Sealing sealing) {
        this.context = context;
        this.store = store;
        this.blockLength = blockLength;
        this.sealing = sealing;
    }

    private Path path() {
        return store.beside(SUFFIX);
    }

    /** Whether the medium can have any. */
    public boolean possible() {
        return path() != null;
    }

    /** The store with the protection information that it has; {@code null} when it has none, or that of another medium. */
    public ProtectedStore open(boolean readOnly) throws IOException {
        ProtectionFile file = possible() ? ProtectionFile.open(path(), blockLength, readOnly, sealing) : null;
        if (file == null) {
            return null;
        }
        boolean done = false;
        try {
            MediumFile medium = MediumFile.at(store.beside(""));
            boolean known = medium.equals(file.owner());
            anothers = ProtectionSample.of(store, file, blockLength).anothers(known);
            if (!anothers && !known && !readOnly) {
                file.owner(medium);
            }
            done = !anothers;
        } finally {
            if (!done) {
                file.close();
            }
        }
        return anothers ? null : new ProtectedStore(store, file, blockLength);
    }

    /** What is wrong with a medium that was opened without; {@code null} when nothing is. */
    public String missing() {
        if (anothers) {
            return path() + " is the protection information of other data than " + store.beside("")
                    + " has: restore the data or the file that belongs to it, or have FORMAT UNIT make it anew; or remove it,"
                    + " if the disk shall have none";
        }
        return context.kept(KEPT).isEmpty()
                ? null
                : "its protection information, " + path()
                        + ", is missing: restore it, or have FORMAT UNIT make it anew";
    }

    /** Nothing of it is left. */
    public void remove(ProtectedStore former) throws IOException {
        context.keep(KEPT, "");
        if (former != null) {
            former.release();
        }
        anothers = false;
        if (possible()) {
            ProtectionFile.remove(path());
        }
    }

    /** The medium has been formatted with it. */
    public ProtectedStore create(ProtectionType type) throws IOException {
        ProtectionFile file = ProtectionFile.create(path(), type, blockLength, sealing);
        file.owner(MediumFile.at(store.beside("")));
        context.keep(KEPT, Integer.toString(type.number()));
        return new ProtectedStore(store, file, blockLength);
    }
}
