package org.scst.passthru.internal.discovery;

import java.util.List;

/**
 * A SCSI device of this machine, as its kernel describes it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param address host, channel, target and logical unit, {@code 0:0:0:0} for one
 * @param generic name of its SCSI generic device, {@code sg0}
 * @param type PERIPHERAL DEVICE TYPE, 0 to 1Fh
 * @param vendor of its INQUIRY data, trimmed, as the next two
 * @param product of its INQUIRY data
 * @param revision of its INQUIRY data
 * @param serial of its Unit Serial Number page; empty when the kernel has none
 * @param designator as the kernel writes it, {@code naa.…}, {@code eui.…} or {@code t10.…}; empty when it has none
 * @param others names of the device files that other drivers of the kernel have made for it, {@code sda}, {@code st0}
 */
public record ScsiDevice(
        String address,
        String generic,
        int type,
        String vendor,
        String product,
        String revision,
        String serial,
        String designator,
        List<String> others) {

    /** Copies its arguments. */
    public ScsiDevice {
        others = List.copyOf(others);
    }

    /** Whether a text of a configuration file names it. */
    boolean is(String choice) {
        return choice.equals(address)
                || choice.equals("/dev/" + generic)
                || choice.equals("/dev/bsg/" + address)
                || !serial.isEmpty() && choice.equals("serial:" + serial)
                || !designator.isEmpty() && choice.equals(designator)
                || others.stream().anyMatch(name -> choice.equals("/dev/" + name));
    }
}
