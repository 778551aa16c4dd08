package org.scst.vdisk.internal.nothing;

import java.util.Map;
import org.scst.core.device.ConfigurationException;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreDefaults;
import org.scst.core.store.StoreFactory;

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
    public StoreDefaults defaults(Map<String, String> properties) {
        StoreDefaults files = StoreDefaults.OF_FILES;
        return new StoreDefaults(
                "SCST_NIO",
                files.blockLength(),
                files.physicalBlockLength(),
                files.rotational(),
                files.thinProvisioned());
    }

    @Override
    public BackingStore open(StoreConfiguration configuration, StoreContext context) throws ConfigurationException {
        return NullStore.open(configuration, context);
    }
}
