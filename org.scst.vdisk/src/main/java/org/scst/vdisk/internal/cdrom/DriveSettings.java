package org.scst.vdisk.internal.cdrom;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.device.ConfigurationException;
import org.scst.core.store.StoreDefaults;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;

/**
 * Reads what a drive is configured with: what is always so is not asked, and what is for disks is refused.
 *
 * <p><i>Threading:</i> stateless.
 */
final class DriveSettings {
    private static final StoreDefaults DISC =
            new StoreDefaults("SCST_FIO", Feature.BLOCK_LENGTH, Feature.BLOCK_LENGTH, true, false);
    private static final List<String> OF_DISKS = List.of(
            "size",
            "write_through",
            "nv_cache",
            "thin_provisioned",
            "soft_threshold",
            "encryption",
            "o_direct",
            "inline_writes",
            "rotational",
            "lb_per_pb_exp",
            "opt_trans_len",
            "atomic_granularity");

    private DriveSettings() {}

    static DiskSettings read(String device, Map<String, String> properties) throws ConfigurationException {
        DeviceProperties given = new DeviceProperties(properties);
        for (String key : OF_DISKS) {
            if (given.has(key)) {
                throw new ConfigurationException(
                        key, key + " is for disks, not for a drive of discs", "leave out " + key);
            }
        }
        always(given, "read_only");
        always(given, "removable");
        if (given.number("blocksize", Feature.BLOCK_LENGTH, 1, Integer.MAX_VALUE) != Feature.BLOCK_LENGTH) {
            throw new ConfigurationException(
                    "blocksize",
                    "blocksize = " + given.text("blocksize", "") + ", but blocks of a disc have 2048 bytes",
                    "leave out blocksize");
        }
        Map<String, String> all = new HashMap<>(properties);
        all.put("read_only", "true");
        all.put("removable", "true");
        return DiskSettings.read(device, new DeviceProperties(all), CdDrive.KIND, DISC);
    }

    private static void always(DeviceProperties given, String key) throws ConfigurationException {
        if (!given.flag(key, true)) {
            throw new ConfigurationException(key, key + " = false, but a disc is always so", "leave out " + key);
        }
    }
}
