package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.time.Duration;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreFactory;

/**
 * Opens {@link FileStore}s.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class FileStoreFactory implements StoreFactory {
    /** After an update the earlier revision's disk may still be closing. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

    private final DescriptorWatches watches;

    /** @param watches by which event loops look after what is under way in the kernel */
    public FileStoreFactory(DescriptorWatches watches) {
        this.watches = watches;
    }

    @Override
    public String kind() {
        return "fileio";
    }

    @Override
    public BackingStore open(StoreConfiguration configuration, StoreContext context) throws IOException {
        return new FileStore(new LinuxFileSystemAccess(LOCK_PATIENCE), configuration, context, watches);
    }
}
