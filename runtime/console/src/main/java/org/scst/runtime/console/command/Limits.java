package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.LimitSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Table;

/**
 * What drivers let initiators and strangers take, how much of it is taken, and who was turned away.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param limits of all drivers
 * @param refused logins by driver and status
 */
record Limits(List<LimitSnapshot> limits, Map<String, Map<String, Long>> refused) {
    private static final String BYTES = "bytes";

    static Limits of(PlatformSnapshot platform) {
        return new Limits(platform.limits(), platform.refusedLogins());
    }

    /** Those of one driver. */
    Limits of(String driver) {
        Map<String, Map<String, Long>> own = new TreeMap<>(refused);
        own.keySet().retainAll(List.of(driver));
        return new Limits(
                limits.stream().filter(limit -> limit.driver().equals(driver)).toList(), own);
    }

    /** What is held, by those limits where that is known: {@code max_logins 3 of 256}. */
    Map<String, String> inUse() {
        Map<String, List<String>> words = new TreeMap<>();
        limits.stream()
                .filter(limit -> limit.inUse() != LimitSnapshot.UNKNOWN)
                .forEach(limit -> of(limit.driver(), words)
                        .add(limit.property() + " " + amount(limit, limit.inUse()) + " of "
                                + amount(limit, limit.most())));
        return joined(words);
    }

    /** Who was turned away and by what; nothing of drivers that have turned nobody away. */
    Map<String, String> turnedAway() {
        Map<String, List<String>> words = new TreeMap<>();
        refused.forEach((driver, byStatus) ->
                byStatus.forEach((status, count) -> of(driver, words).add(count + " logins with " + status)));
        limits.stream()
                .filter(limit -> limit.exceeded() > 0)
                .forEach(limit -> of(limit.driver(), words).add(limit.exceeded() + " by " + limit.property()));
        return joined(words);
    }

    private static List<String> of(String driver, Map<String, List<String>> words) {
        return words.computeIfAbsent(driver, name -> new ArrayList<>());
    }

    private static Map<String, String> joined(Map<String, List<String>> words) {
        Map<String, String> lines = new TreeMap<>();
        words.forEach((driver, of) -> lines.put(driver, String.join(", ", of)));
        return lines;
    }

    private static Object amount(LimitSnapshot limit, long number) {
        return limit.unit().equals(BYTES) ? new Bytes(number) : number;
    }

    /** All of them, with what is not known left out. */
    String table() {
        Table table = new Table()
                .column("LIMIT", "property")
                .column("IN USE", "in_use")
                .column("MOST", "most")
                .column("TURNED AWAY", "turned_away");
        for (LimitSnapshot limit : limits) {
            table.row(limit.property(), known(limit, limit.inUse()), unit(limit), limit.exceeded());
        }
        return table.text("");
    }

    private static Object known(LimitSnapshot limit, long number) {
        return number == LimitSnapshot.UNKNOWN ? "-" : amount(limit, number).toString();
    }

    private static String unit(LimitSnapshot limit) {
        if (limit.most() == LimitSnapshot.UNKNOWN) {
            return "-";
        }
        return limit.unit().equals(BYTES) ? new Bytes(limit.most()).toString() : limit.most() + " " + limit.unit();
    }

    /** The limits; numbers that are not known are left out. */
    List<Object> json() {
        List<Object> rows = new ArrayList<>();
        for (LimitSnapshot limit : limits) {
            Map<String, Object> row = Answer.object(
                    "driver", limit.driver(),
                    "property", limit.property(),
                    "unit", limit.unit(),
                    "turned_away", limit.exceeded());
            if (limit.inUse() != LimitSnapshot.UNKNOWN) {
                row.put("in_use", limit.inUse());
            }
            if (limit.most() != LimitSnapshot.UNKNOWN) {
                row.put("most", limit.most());
            }
            rows.add(row);
        }
        return rows;
    }
}
