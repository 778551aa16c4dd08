package org.scst.user.internal.full;

import java.util.Map;
import java.util.Set;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.LogicalUnitNames;

/**
 * What the file of a device in full mode says.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param readOnly initiators cannot write
 * @param sharedTaskSet one task set for all
 * @param vendor T10 vendor identification; empty: the process's
 * @param product product identification; empty: the process's
 * @param revision product revision level; empty: the process's
 * @param names as the file gives them; the serial number empty: the process's
 */
record FullSettings(
        boolean readOnly,
        boolean sharedTaskSet,
        String vendor,
        String product,
        String revision,
        LogicalUnitNames names) {
    private static final Set<String> KNOWN = Set.of(
            "type", "handler_wait", "read_only", "tst", "t10_vend_id", "prod_id", "prod_rev_lvl", "usn", "naa_id");
    private static final int LONGEST_SERIAL = 32;

    static FullSettings read(Map<String, String> properties) throws ConfigurationException {
        for (String key : properties.keySet()) {
            verify(
                    KNOWN.contains(key) || key.contains("."),
                    key,
                    key + " is the process's to say with type = full",
                    "leave it out");
        }
        String naa = properties.getOrDefault("naa_id", "").strip();
        verify(
                naa.isEmpty() || naa.matches("[235][0-9a-fA-F]{15}|6[0-9a-fA-F]{31}"),
                "naa_id",
                "naa_id = " + naa + " is no NAA designator",
                "write 16 hexadecimal digits that begin with 2, 3 or 5, or 32 that begin with 6");
        return new FullSettings(
                flag(properties, "read_only", false),
                !flag(properties, "tst", true),
                text(properties, "t10_vend_id", 8),
                text(properties, "prod_id", 16),
                text(properties, "prod_rev_lvl", 4),
                new LogicalUnitNames(text(properties, "usn", LONGEST_SERIAL), "", naa, "", "", "", ""));
    }

    private static boolean flag(Map<String, String> properties, String key, boolean unless)
            throws ConfigurationException {
        String value = properties.getOrDefault(key, unless ? "1" : "0").strip();
        return switch (value) {
            case "1", "yes", "true" -> true;
            case "0", "no", "false" -> false;
            default ->
                throw new ConfigurationException(key, key + " = " + value + " is neither", "write true or false");
        };
    }

    private static String text(Map<String, String> properties, String key, int longest) throws ConfigurationException {
        String value = properties.getOrDefault(key, "").strip();
        verify(
                value.length() <= longest && value.chars().allMatch(character -> character >= ' ' && character <= '~'),
                key,
                key + " = " + value + " is not printable ASCII of at most " + longest + " characters",
                "write another one, or leave it out for the process's");
        return value;
    }

    private static void verify(boolean holds, String key, String otherwise, String cure) throws ConfigurationException {
        if (!holds) {
            throw new ConfigurationException(key, otherwise, cure);
        }
    }
}
