package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.scst.core.linux.BlockDevice;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreDefaults;
import org.scst.core.store.StoreFactory;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/**
 * Opens {@link FileStore}s over block devices.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class BlockDeviceStoreFactory implements StoreFactory {
    /** After an update or a restart whoever served it before may still be closing. */
    private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(5);

    private final DescriptorWatches watches;

    /** @param watches by which event loops look after what is under way in the kernel */
    public BlockDeviceStoreFactory(DescriptorWatches watches) {
        this.watches = watches;
    }

    @Override
    public String kind() {
        return "blockio";
    }

    /** Thin where the device can be given storage back, as SCST has it. */
    @Override
    public StoreDefaults defaults(Map<String, String> properties) throws IOException {
        Path path =
                FileSettings.readBlockDevice(new DeviceProperties(properties)).path();
        try (LinuxFile file = LinuxBlockDevices.open(path, OpenFlag.READ_ONLY, OpenFlag.NONBLOCK)) {
            BlockDevice device = new BlockDevice(file);
            return new StoreDefaults(
                    "SCST_BIO",
                    device.logicalBlockLength(),
                    device.physicalBlockLength(),
                    device.rotational(),
                    BlockQueue.of(file.status().represents()).discards());
        }
    }

    @Override
    public BackingStore open(StoreConfiguration configuration, StoreContext context) throws IOException {
        return new FileStore(
                new LinuxBlockDevices(CLAIM_PATIENCE, configuration.blockLength()), configuration, context, watches);
    }
}
