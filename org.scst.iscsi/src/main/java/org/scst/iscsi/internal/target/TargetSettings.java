package org.scst.iscsi.internal.target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.scst.core.target.DriverProblem;
import org.scst.iscsi.internal.session.SessionLimits;
import org.scst.iscsi.internal.text.OperationalKey;

/**
 * What a target's file says, checked.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param alias TargetAlias, empty for none
 * @param maxSessions most sessions, 0 for any number
 * @param limits of each session
 * @param keys wanted values of negotiated keys
 * @param openToAll whether the file maps LUNs for initiators that no group takes
 */
public record TargetSettings(
        String alias, int maxSessions, SessionLimits limits, Map<OperationalKey, String> keys, boolean openToAll) {

    /** Copies its arguments. */
    public TargetSettings {
        keys = Map.copyOf(keys);
    }

    /**
     * Reads the properties.
     *
     * @param problems receives what cannot hold; its default holds instead
     */
    static TargetSettings of(String id, Map<String, String> properties, List<DriverProblem> problems) {
        Reader reader = new Reader(id, properties, problems);
        Map<OperationalKey, String> keys = new EnumMap<>(OperationalKey.class);
        for (OperationalKey key : OperationalKey.values()) {
            String value = properties.get(key.name());
            if (value != null && reader.valid(key, value.trim())) {
                keys.put(key, value.trim());
            }
        }
        SessionLimits otherwise = SessionLimits.DEFAULT;
        SessionLimits limits = new SessionLimits(
                reader.number("QueuedCommands", otherwise.queuedCommands(), 1, 2048),
                reader.seconds("RspTimeout", otherwise.rspTimeout(), 2),
                reader.seconds("NopInInterval", otherwise.nopInInterval(), 0),
                reader.seconds("NopInTimeout", otherwise.nopInTimeout(), 2));
        return new TargetSettings(
                properties.getOrDefault("alias", "").trim(),
                reader.number("MaxSessions", 0, 0, 65535),
                limits,
                keys,
                properties.keySet().stream().anyMatch(key -> key.startsWith("lun.")));
    }

    /** Reads numbers and reports what is none. */
    private record Reader(String id, Map<String, String> properties, List<DriverProblem> problems) {

        int number(String key, int otherwise, int least, int most) {
            String value = properties.get(key);
            if (value == null) {
                return otherwise;
            }
            try {
                int number = Integer.parseInt(value.trim());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number out of range.
            }
            problems.add(new DriverProblem(
                    id,
                    key,
                    key + " = " + value + " is no number from " + least + " to " + most,
                    "Correct it; " + otherwise + " holds meanwhile."));
            return otherwise;
        }

        Duration seconds(String key, Duration otherwise, int least) {
            return Duration.ofSeconds(number(key, (int) otherwise.toSeconds(), least, 65535));
        }

        boolean valid(OperationalKey key, String value) {
            boolean digest = key == OperationalKey.HeaderDigest || key == OperationalKey.DataDigest;
            List<String> words = new ArrayList<>(List.of(value.split(",")));
            boolean valid = key.numeric()
                    ? key.number(value) >= 0
                    : digest
                            ? List.of("None", "CRC32C").containsAll(words)
                            : List.of("Yes", "No").contains(value);
            if (!valid) {
                problems.add(new DriverProblem(
                        id,
                        key.name(),
                        key + " = " + value + " is no value of this key",
                        "Correct it; " + key.wanted() + " holds meanwhile."));
            }
            return valid;
        }
    }
}
