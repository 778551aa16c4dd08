package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.time.Duration;
import org.scst.vdisk.store.BackingStore;
import org.scst.vdisk.store.StoreConfiguration;
import org.scst.vdisk.store.StoreContext;
import org.scst.vdisk.store.StoreFactory;

/**
 * Opens {@link FileStore}s.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class FileStoreFactory implements StoreFactory {
    /** After an update the earlier revision's disk may still be closing. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

    @Override
    public String kind() {
        return "fileio";
    }

    @Override
    public BackingStore open(StoreConfiguration configuration, StoreContext context) throws IOException {
        return new FileStore(new LinuxFileSystemAccess(LOCK_PATIENCE), configuration, context);
    }
}
