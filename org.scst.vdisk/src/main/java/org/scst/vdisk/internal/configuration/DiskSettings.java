package org.scst.vdisk.internal.configuration;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.scst.core.device.ConfigurationException;

/**
 * What every virtual disk is configured with, whatever stands behind it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param kind value of the property {@code type}
 * @param geometry lengths of blocks and transfers
 * @param medium what can be done with it
 * @param labels what INQUIRY says
 */
public record DiskSettings(String kind, Geometry geometry, Medium medium, Labels labels) {
    private static final int PHYSICAL_BLOCK_LENGTH = 4096;
    private static final int LEAST_BLOCK_LENGTH = 512;
    private static final int MOST_BLOCK_LENGTH = 65536;

    /**
     * Lengths.
     *
     * @param blockLength logical block length in bytes, a power of two
     * @param physicalBlockExponent LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT
     * @param optimalTransferBytes OPTIMAL TRANSFER LENGTH in bytes
     */
    public record Geometry(int blockLength, int physicalBlockExponent, long optimalTransferBytes) {

        /** Shift from blocks to bytes. */
        public int blockShift() {
            return Integer.numberOfTrailingZeros(blockLength);
        }
    }

    /** Properties of the medium, named as the properties of the file are. */
    public record Medium(
            boolean readOnly, boolean removable, boolean rotational, boolean thinProvisioned, boolean writeThrough) {}

    /** T10 vendor identification, product identification, product revision level. */
    public record Labels(String vendor, String product, String revision) {}

    /**
     * Reads and checks a device file.
     *
     * @param device its name
     * @param kinds values of {@code type} that can be opened now
     */
    public static DiskSettings read(String device, DeviceProperties properties, Set<String> kinds)
            throws ConfigurationException {
        String kind = properties.text("type", "fileio");
        if (!kinds.contains(kind)) {
            throw new ConfigurationException(
                    "type",
                    "type = " + kind + " is not known",
                    "write one of " + String.join(", ", new TreeSet<>(kinds)));
        }
        return new DiskSettings(kind, geometry(properties), medium(properties), labels(device, kind, properties));
    }

    private static Geometry geometry(DeviceProperties properties) throws ConfigurationException {
        int blockLength =
                (int) properties.number("blocksize", LEAST_BLOCK_LENGTH, LEAST_BLOCK_LENGTH, MOST_BLOCK_LENGTH);
        if (Integer.bitCount(blockLength) != 1) {
            throw new ConfigurationException(
                    "blocksize", "blocksize = " + blockLength + " is not a power of two", "write 512 or 4096");
        }
        boolean physical = properties.flag("lb_per_pb_exp", true) && blockLength < PHYSICAL_BLOCK_LENGTH;
        int exponent = physical ? Integer.numberOfTrailingZeros(PHYSICAL_BLOCK_LENGTH / blockLength) : 0;
        return new Geometry(blockLength, exponent, optimalTransfer(properties, blockLength));
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

    private static Medium medium(DeviceProperties properties) throws ConfigurationException {
        Medium medium = new Medium(
                properties.flag("read_only", false),
                properties.flag("removable", false),
                properties.flag("rotational", true),
                properties.flag("thin_provisioned", false),
                properties.flag("write_through", false));
        if (medium.readOnly && medium.writeThrough) {
            throw new ConfigurationException(
                    "write_through",
                    "write_through = true says how to write, but read_only = true forbids writing",
                    "leave out one of the two");
        }
        return medium;
    }

    private static Labels labels(String device, String kind, DeviceProperties properties)
            throws ConfigurationException {
        String vendor = ascii(properties, "t10_vend_id", "nullio".equals(kind) ? "SCST_NIO" : "SCST_FIO", 8);
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
