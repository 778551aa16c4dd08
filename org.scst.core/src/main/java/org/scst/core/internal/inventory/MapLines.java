package org.scst.core.internal.inventory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.scst.core.admin.Problem;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.AddressMethod;
import org.scst.core.internal.lunmap.BlackHole;
import org.scst.core.internal.lunmap.LunMap;

/**
 * The lines of a target's or group's file that say what its initiators see at which LUN, and how they are told.
 *
 * <p><i>Threading:</i> confined to one call.
 */
final class MapLines {
    private static final String ADDRESS_METHOD = "addr_method";
    private static final String BLACK_HOLE = "black_hole";

    private final ConfiguredObjects.Instance instance;
    private final Function<String, LogicalUnit> device;
    private final List<Problem> problems;

    /**
     * @param device finds the logical unit of a device's name
     * @param problems receives what cannot hold
     */
    MapLines(ConfiguredObjects.Instance instance, Function<String, LogicalUnit> device, List<Problem> problems) {
        this.instance = instance;
        this.device = device;
        this.problems = problems;
    }

    /** What they make of a map; the same one when nothing is different. */
    LunMap applyTo(LunMap current) {
        Map<Integer, LunMap.Entry> wanted = entries(instance.luns().lines());
        LunMap next = current;
        for (LunMap.Entry entry : current.entries()) {
            if (!wanted.containsKey(entry.lun())) {
                next = next.without(entry.lun());
            }
        }
        return described(with(next, wanted));
    }

    /**
     * What lines that have changed make of a map which the others have made.
     *
     * @return {@code null} when a LUN is in another line already
     */
    LunMap applyTo(LunMap current, LunLines.Difference difference) {
        Map<Integer, LunMap.Entry> wanted = entries(difference.come());
        Set<Integer> gone = new HashSet<>();
        difference.gone().forEach(line -> gone.add(number(line.number())));
        LunMap next = current;
        for (int lun : gone) {
            if (!wanted.containsKey(lun)) {
                next = next.without(lun);
            }
        }
        for (int lun : wanted.keySet()) {
            if (!gone.contains(lun) && current.find(lun) != null) {
                return null;
            }
        }
        return described(with(next, wanted));
    }

    private static LunMap with(LunMap current, Map<Integer, LunMap.Entry> wanted) {
        LunMap next = current;
        for (LunMap.Entry entry : wanted.values()) {
            if (!entry.equals(current.find(entry.lun()))) {
                next = next.with(entry);
            }
        }
        return next;
    }

    private LunMap described(LunMap next) {
        return next.addressedBy(addressMethod()).swallowing(blackHole());
    }

    private Map<Integer, LunMap.Entry> entries(List<LunLines.Line> lines) {
        Map<Integer, LunMap.Entry> wanted = new HashMap<>();
        for (LunLines.Line line : lines) {
            LunMap.Entry entry = entry(line);
            if (entry != null && wanted.put(entry.lun(), entry) != null) {
                problem(line.key(), "LUN given twice", "Remove one line.");
            }
        }
        return wanted;
    }

    /** The first word of a line's value. */
    static String device(LunLines.Line line) {
        String value = line.value().trim();
        int end = 0;
        while (end < value.length() && !Character.isWhitespace(value.charAt(end))) {
            end++;
        }
        return value.substring(0, end);
    }

    private LunMap.Entry entry(LunLines.Line line) {
        int lun = number(line.number());
        String name = device(line);
        String rest = line.value().trim().substring(name.length()).trim();
        boolean readOnly = rest.equals("read_only");
        if (lun < 0 || name.isEmpty() || !rest.isEmpty() && !readOnly) {
            problem(
                    line.key(),
                    "not a LUN line: " + line.key() + " = " + line.value(),
                    "Write lun.N = DEVICE or lun.N = DEVICE read_only, with N from 0 to " + LunMap.LAST_LUN + ".");
            return null;
        }
        return new LunMap.Entry(lun, device.apply(name), readOnly);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            return number <= LunMap.LAST_LUN ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private AddressMethod addressMethod() {
        String value = instance.properties().getOrDefault(ADDRESS_METHOD, "").trim();
        for (AddressMethod method : AddressMethod.values()) {
            if (value.equalsIgnoreCase(method.name())) {
                return method;
            }
        }
        if (!value.isEmpty()) {
            problem(ADDRESS_METHOD, "no address method is called " + value, "Write peripheral, flat or lun.");
        }
        return AddressMethod.PERIPHERAL;
    }

    private BlackHole blackHole() {
        String value = instance.properties().getOrDefault(BLACK_HOLE, "0").trim();
        for (BlackHole what : BlackHole.values()) {
            if (value.equals(String.valueOf(what.ordinal()))) {
                return what;
            }
        }
        problem(BLACK_HOLE, "is " + value, "Write a number from 0 to " + (BlackHole.values().length - 1) + ".");
        return BlackHole.OFF;
    }

    private void problem(String key, String what, String cure) {
        problems.add(new Problem(instance.pid(), instance.name(), key, what, cure));
    }
}
