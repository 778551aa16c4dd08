package org.scst.runtime.configuration.description;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The properties of a family, as {@code lun.N}, in the one property in which Config Admin holds them all: a line
 * {@code NUMBER VALUE} for each, by ascending number. Thousands of properties of one object would cost Config Admin, and everybody
 * who is given them, more than all else that a change does.
 *
 * <p><i>Threading:</i> confined to one call.
 */
public final class Family {
    private final List<Member> members = new ArrayList<>();
    private boolean ascending = true;
    private int last = -1;

    /** One property of it. */
    private record Member(int number, String digits, String value) {}

    /** Whether a property of Config Admin holds a family. */
    static boolean isHeld(String key) {
        return key.endsWith(AttributeDescription.FAMILY);
    }

    /** @param digits that stand for the family's N; up to nine */
    void add(String digits, String value) {
        int number = Integer.parseInt(digits);
        ascending &= number >= last;
        last = number;
        members.add(new Member(number, digits, value));
    }

    /** As Config Admin holds it. */
    String held() {
        if (!ascending) {
            members.sort(Comparator.comparingInt(Member::number).thenComparing(Member::digits));
        }
        StringBuilder text = new StringBuilder(members.size() * 16);
        members.forEach(member ->
                text.append(member.digits).append(' ').append(member.value).append('\n'));
        return text.toString();
    }

    /** The properties as files have them, of what Config Admin holds. */
    public static Map<String, String> expanded(Map<String, String> held) {
        Map<String, String> properties = new TreeMap<>();
        held.forEach((key, value) -> {
            if (isHeld(key)) {
                String prefix = key.substring(0, key.length() - 1);
                value.lines().forEach(line -> {
                    int blank = line.indexOf(' ');
                    properties.put(prefix + line.substring(0, blank), line.substring(blank + 1));
                });
            } else {
                properties.put(key, value);
            }
        });
        return properties;
    }
}
