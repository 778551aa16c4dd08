package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.scst.core.device.DeviceConfiguration.Identity;

/**
 * What must never change once it was seen outside: the setup id of this installation, the serial number and NAA of each device,
 * the relative port identifier of each target.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class Identities {
    private static final String SETUP = "setup_id";
    private static final String DEVICE = "device.";
    private static final String FIRST_NAME = "first_name.";
    private static final String PORT = "port.";
    private final StateFile file;
    private final SecureRandom random = new SecureRandom();
    private long lastDevice;

    /** @param state the state folder */
    Identities(Path state) throws IOException {
        file = new StateFile(state.resolve("identities"), "devices get new identities");
        if (file.get(SETUP) == null) {
            file.put(SETUP, hex(random.nextInt() & 0xFFFFFFFFL, 8));
        }
        lastDevice = file.values().keySet().stream()
                .filter(key -> key.startsWith(DEVICE))
                .count();
    }

    private static String hex(long value, int digits) {
        return HexFormat.of().toHexDigits(value, digits);
    }

    /** Eight hexadecimal digits, random, made at the first start. */
    String setupId() {
        return file.get(SETUP);
    }

    /** The device's identity, made when its name is first seen: two installations with equal names differ. */
    Identity device(String name) throws IOException {
        devices(Set.of(name));
        return known(name);
    }

    /** Makes the identities of all names that have none, in one piece. */
    void devices(Collection<String> names) throws IOException {
        Map<String, String> made = new TreeMap<>();
        for (String name : names) {
            if (!isKnown(name)) {
                // NAA 3h, locally assigned: the setup id, then a number of this installation's own.
                long low = Long.parseLong(setupId(), 16) << 28 | lastDevice + made.size() + 1;
                made.put(DEVICE + escape(name), "3" + hex(low, 15));
            }
        }
        file.putAll(made);
        lastDevice += made.size();
    }

    boolean isKnown(String name) {
        return file.get(DEVICE + escape(name)) != null;
    }

    /** The identity of a device that has one. */
    Identity known(String name) {
        String known = file.get(DEVICE + escape(name));
        long naa = Long.parseUnsignedLong(known, 16);
        String firstName = file.values().getOrDefault(FIRST_NAME + escape(name), printable(name));
        return new Identity(known.substring(1), naa, known.substring(1) + "-" + firstName);
    }

    /** The device takes its identity along to a new name, unless that name has one already. */
    void rename(String former, String name) throws IOException {
        String known = file.get(DEVICE + escape(former));
        if (known == null || file.get(DEVICE + escape(name)) != null) {
            return;
        }
        String firstName = file.values().getOrDefault(FIRST_NAME + escape(former), printable(former));
        file.put(FIRST_NAME + escape(name), firstName);
        file.rename(DEVICE + escape(former), DEVICE + escape(name));
        file.remove(FIRST_NAME + escape(former));
    }

    /** T10 designators are ASCII, and short enough for VPD page 83h. */
    private static String printable(String name) {
        String ascii = name.replaceAll("[^!-~]", "_");
        return ascii.substring(0, Math.min(ascii.length(), 64));
    }

    /** RELATIVE TARGET PORT IDENTIFIER, 1 to 65535, of a target that has one. */
    int port(String name) {
        return Integer.parseInt(file.get(PORT + escape(name)));
    }

    /** Makes the relative port identifiers of all targets that have none, in one piece and in this order. */
    void ports(Collection<String> names) throws IOException {
        List<String> fresh = names.stream()
                .filter(name -> file.get(PORT + escape(name)) == null)
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        int last = file.values().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PORT))
                .mapToInt(entry -> Integer.parseInt(entry.getValue()))
                .max()
                .orElse(0);
        Map<String, String> made = new TreeMap<>();
        for (String name : fresh) {
            last++;
            made.put(PORT + escape(name), Integer.toString(last));
        }
        file.putAll(made);
    }

    private static String escape(String name) {
        StringBuilder escaped = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (c == '=' || c == '%' || c < ' ') {
                escaped.append('%').append(hex(c, 4));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
