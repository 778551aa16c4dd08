package org.scst.vdisk.internal.nothing;

import org.scst.core.device.ConfigurationException;
import org.scst.vdisk.store.BackingStore;
import org.scst.vdisk.store.StoreConfiguration;
import org.scst.vdisk.store.StoreContext;
import org.scst.vdisk.store.StoreFactory;

/**
 * Opens {@link NullStore}s.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class NullStoreFactory implements StoreFactory {

    @Override
    public String kind() {
        return "nullio";
    }

    @Override
    public BackingStore open(StoreConfiguration configuration, StoreContext context) throws ConfigurationException {
        return NullStore.open(configuration, context);
    }
}
