package org.scst.vdisk.internal.configuration;

import java.util.Locale;
import java.util.regex.Pattern;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.LogicalUnitNames;

/**
 * Reads what a device's file calls its logical unit, by SCST's names.
 *
 * <p><i>Threading:</i> stateless.
 */
final class NameProperties {
    private static final int MOST_SERIAL = 20;
    private static final int MOST_T10 = 25;
    private static final int MOST_VENDOR_SPECIFIC = 128;
    private static final int MOST_INQUIRY = 159;
    private static final int MOST_DEVICE_NAME = 223;
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]+");
    private static final Pattern NAA = Pattern.compile("[235][0-9a-f]{15}|6[0-9a-f]{31}");
    private static final Pattern EUI_64 = Pattern.compile("([0-9a-f]{8}){2,4}");

    private NameProperties() {}

    static LogicalUnitNames read(DeviceProperties properties) throws ConfigurationException {
        return new LogicalUnitNames(
                ascii(properties, "usn", MOST_SERIAL),
                ascii(properties, "t10_dev_id", MOST_T10),
                hexadecimal(
                        properties,
                        "naa_id",
                        NAA,
                        "write 16 hexadecimal digits that begin with 2, 3 or 5, or 32 that begin with 6"),
                hexadecimal(properties, "eui64_id", EUI_64, "write 16, 24 or 32 hexadecimal digits"),
                deviceName(properties),
                ascii(properties, "vend_specific_id", MOST_VENDOR_SPECIFIC),
                ascii(properties, "inq_vend_specific", MOST_INQUIRY));
    }

    static String ascii(DeviceProperties properties, String key, int most) throws ConfigurationException {
        String text = properties.text(key, "");
        if (text.length() > most || !text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
            throw new ConfigurationException(
                    key, key + " = " + text + " does not fit", "write at most " + most + " printable ASCII characters");
        }
        return text;
    }

    private static String hexadecimal(DeviceProperties properties, String key, Pattern shape, String cure)
            throws ConfigurationException {
        String text = properties.text(key, "").toLowerCase(Locale.ROOT);
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (text.isEmpty() || shape.matcher(digits).matches()) {
            return digits;
        }
        String what = HEXADECIMAL.matcher(digits).matches() ? " is none" : " is no hexadecimal number";
        throw new ConfigurationException(key, key + " = " + text + what, cure);
    }

    private static String deviceName(DeviceProperties properties) throws ConfigurationException {
        String key = "scsi_device_name";
        String name = properties.text(key, "");
        boolean known = name.startsWith("iqn.") || name.startsWith("eui.") || name.startsWith("naa.");
        if (name.isEmpty() || known && name.length() <= MOST_DEVICE_NAME) {
            return name;
        }
        throw new ConfigurationException(
                key,
                key + " = " + name + " is no SCSI name string",
                "begin it with iqn., eui. or naa., and write at most " + MOST_DEVICE_NAME + " characters");
    }
}
