package org.scst.core.store;

/**
 * What storage says of itself, for properties that a device's file leaves open.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param vendor T10 vendor identification
 * @param blockLength logical block length in bytes
 * @param physicalBlockLength in bytes: what is written without reading it first
 * @param rotational whether the medium rotates
 * @param thinProvisioned whether storage can be given back
 */
public record StoreDefaults(
        String vendor, int blockLength, int physicalBlockLength, boolean rotational, boolean thinProvisioned) {
    /** Of a file, in pages. */
    public static final StoreDefaults OF_FILES = new StoreDefaults("SCST_FIO", 512, 4096, true, false);
}
