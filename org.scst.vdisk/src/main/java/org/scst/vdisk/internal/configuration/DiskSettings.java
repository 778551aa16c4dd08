package org.scst.vdisk.internal.configuration;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.store.StoreDefaults;

/**
 * What every virtual disk is configured with, whatever stands behind it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param kind value of the property {@code type}
 * @param storage what the storage said of itself, where the file leaves it open
 * @param geometry lengths of blocks and transfers
 * @param medium what can be done with it
 * @param labels what INQUIRY says
 * @param names what the file calls the logical unit
 * @param tasks how its commands are processed
 */
public record DiskSettings(
        String kind,
        StoreDefaults storage,
        Geometry geometry,
        Medium medium,
        Labels labels,
        LogicalUnitNames names,
        Tasks tasks) {
    private static final String BLOCK_DEVICE = "blockio";
    private static final String NOTHING = "nullio";
    private static final String AES_XTS_256 = "aes-xts-256";
    private static final int MOST_THREADS = 128;
    private static final int MOST_ATOMIC_GRANULARITY = 1 << 20;
    private static final int LEAST_BLOCK_LENGTH = 512;
    private static final int MOST_BLOCK_LENGTH = 65536;

    /**
     * Lengths.
     *
     * @param blockLength logical block length in bytes, a power of two
     * @param physicalBlockExponent LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT
     * @param optimalTransferBytes OPTIMAL TRANSFER LENGTH in bytes
     * @param atomicGranularityBytes where WRITE ATOMIC may begin and end, a power of two; 0: at any block
     */
    public record Geometry(
            int blockLength, int physicalBlockExponent, long optimalTransferBytes, int atomicGranularityBytes) {

        /** Shift from blocks to bytes. */
        public int blockShift() {
            return Integer.numberOfTrailingZeros(blockLength);
        }
    }

    /** Properties of the medium, named as the properties of the file are. */
    public record Medium(
            boolean readOnly,
            boolean removable,
            boolean rotational,
            boolean thinProvisioned,
            boolean writeThrough,
            boolean nvCache,
            long softThreshold,
            boolean encrypted) {}

    /**
     * How commands are processed.
     *
     * @param shared whether TST is 000b by default
     * @param threads at most, 0: as many as core gives
     */
    public record Tasks(boolean shared, int threads) {}

    /** T10 vendor identification, product identification, product revision level. */
    public record Labels(String vendor, String product, String revision) {}

    /**
     * The value of {@code type}.
     *
     * @param kinds values that can be opened now
     */
    public static String kind(DeviceProperties properties, Set<String> kinds) throws ConfigurationException {
        return kind(properties, kinds, "fileio");
    }

    /** As before, with another value where the file says none. */
    public static String kind(DeviceProperties properties, Set<String> kinds, String otherwise)
            throws ConfigurationException {
        String kind = properties.text("type", otherwise);
        if (!kinds.contains(kind)) {
            throw new ConfigurationException(
                    "type",
                    "type = " + kind + " is not known",
                    "write one of " + String.join(", ", new TreeSet<>(kinds)));
        }
        return kind;
    }

    /**
     * Reads and checks a device file.
     *
     * @param device its name
     * @param kind value of {@code type}
     * @param storage what the storage says of itself
     */
    public static DiskSettings read(String device, DeviceProperties properties, String kind, StoreDefaults storage)
            throws ConfigurationException {
        RefusedProperties.check(properties);
        openOnlyWhileActive(properties);
        return new DiskSettings(
                kind,
                storage,
                geometry(properties, storage),
                medium(properties, kind, storage),
                labels(device, storage, properties),
                NameProperties.read(properties),
                new Tasks(properties.number("tst", 1, 0, 1) == 0, (int)
                        properties.number("threads_num", 0, 1, MOST_THREADS)));
    }

    /**
     * Whether the storage is to be open only while a target port of this machine is active: core's business but for its name. Of a
     * block device by default, which others may want to have then.
     */
    public static boolean openOnlyWhileActive(DeviceProperties properties) throws ConfigurationException {
        return properties.flag("bind_alua_state", BLOCK_DEVICE.equals(properties.text("type", "")));
    }

    private static Geometry geometry(DeviceProperties properties, StoreDefaults storage) throws ConfigurationException {
        int blockLength =
                (int) properties.number("blocksize", storage.blockLength(), LEAST_BLOCK_LENGTH, MOST_BLOCK_LENGTH);
        if (Integer.bitCount(blockLength) != 1) {
            throw new ConfigurationException(
                    "blocksize", "blocksize = " + blockLength + " is not a power of two", "write 512 or 4096");
        }
        boolean physical = properties.flag("lb_per_pb_exp", true) && blockLength < storage.physicalBlockLength();
        int exponent = physical ? Integer.numberOfTrailingZeros(storage.physicalBlockLength() / blockLength) : 0;
        return new Geometry(
                blockLength,
                exponent,
                optimalTransfer(properties, blockLength),
                atomicGranularity(properties, blockLength));
    }

    private static int atomicGranularity(DeviceProperties properties, int blockLength) throws ConfigurationException {
        long bytes = properties.size("atomic_granularity", 0);
        if (bytes != 0 && (Long.bitCount(bytes) != 1 || bytes < blockLength || bytes > MOST_ATOMIC_GRANULARITY)) {
            throw new ConfigurationException(
                    "atomic_granularity",
                    "atomic_granularity = " + bytes + " is no power of two from " + blockLength + " to "
                            + MOST_ATOMIC_GRANULARITY,
                    "write 16K for example, or leave it out");
        }
        return (int) bytes;
    }

    private static long optimalTransfer(DeviceProperties properties, int blockLength) throws ConfigurationException {
        long bytes = properties.size("opt_trans_len", 524288);
        if (bytes % blockLength != 0 || bytes / blockLength > 0xFFFF_FFFFL) {
            throw new ConfigurationException(
                    "opt_trans_len",
                    "opt_trans_len = " + bytes + " is not a number of blocks",
                    "write a multiple of blocksize = " + blockLength);
        }
        return bytes;
    }

    private static Medium medium(DeviceProperties properties, String kind, StoreDefaults storage)
            throws ConfigurationException {
        Medium medium = new Medium(
                properties.flag("read_only", false),
                properties.flag("removable", false),
                properties.flag("rotational", storage.rotational()),
                properties.flag("thin_provisioned", storage.thinProvisioned()),
                properties.flag("write_through", false),
                properties.flag("nv_cache", false),
                properties.size("soft_threshold", 0),
                encrypted(properties, kind));
        if (medium.softThreshold != 0 && !medium.thinProvisioned) {
            throw new ConfigurationException(
                    "soft_threshold",
                    "soft_threshold says when the space of a thin disk is low, but this one is not thin",
                    "write thin_provisioned = true too, or leave it out");
        }
        exclude("write_through", medium.writeThrough, "read_only", medium.readOnly);
        exclude("nv_cache", medium.nvCache, "read_only", medium.readOnly);
        exclude("nv_cache", medium.nvCache, "write_through", medium.writeThrough);
        return medium;
    }

    private static boolean encrypted(DeviceProperties properties, String kind) throws ConfigurationException {
        String encryption = properties.text("encryption", "off");
        if (!List.of("off", AES_XTS_256).contains(encryption)) {
            throw new ConfigurationException(
                    "encryption",
                    "encryption = " + encryption + " is not known",
                    "write encryption = " + AES_XTS_256 + ", or leave it out");
        }
        boolean encrypted = AES_XTS_256.equals(encryption);
        if (encrypted && kind.equals(NOTHING)) {
            throw new ConfigurationException(
                    "encryption", "nullio keeps nothing that could be encrypted", "leave out encryption");
        }
        return encrypted;
    }

    private static void exclude(String key, boolean given, String other, boolean otherGiven)
            throws ConfigurationException {
        if (given && otherGiven) {
            throw new ConfigurationException(
                    key, key + " = true and " + other + " = true contradict each other", "leave out one of the two");
        }
    }

    private static Labels labels(String device, StoreDefaults storage, DeviceProperties properties)
            throws ConfigurationException {
        String vendor = ascii(properties, "t10_vend_id", storage.vendor(), 8);
        String shortName = device.substring(0, Math.min(16, device.length()));
        String product = ascii(properties, "prod_id", shortName, 16);
        return new Labels(vendor, product, ascii(properties, "prod_rev_lvl", "0001", 4));
    }

    private static String ascii(DeviceProperties properties, String key, String otherwise, int most)
            throws ConfigurationException {
        String text = properties.text(key, otherwise);
        boolean printable = text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
        if (!printable && !properties.has(key)) {
            return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        }
        if (!printable || text.length() > most) {
            throw new ConfigurationException(
                    key, key + " = " + text + " does not fit", "write at most " + most + " printable ASCII characters");
        }
        return text;
    }
}
