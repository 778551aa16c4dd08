package org.scst.iscsi.internal.target;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
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
 */
public record TargetSettings(String alias, int maxSessions, SessionLimits limits, Map<OperationalKey, String> keys) {

    /** RFC 7143 6.1: a value has at most 255 bytes where nothing else is said. */
    private static final int MAX_ALIAS_LENGTH = 255;

    /** Of the other keys nothing but the default is served. */
    private static final List<OperationalKey> CONFIGURABLE = List.of(
            OperationalKey.InitialR2T,
            OperationalKey.ImmediateData,
            OperationalKey.MaxRecvDataSegmentLength,
            OperationalKey.MaxBurstLength,
            OperationalKey.FirstBurstLength,
            OperationalKey.MaxOutstandingR2T,
            OperationalKey.HeaderDigest,
            OperationalKey.DataDigest);

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
        for (OperationalKey key : CONFIGURABLE) {
            String value = properties.get(key.name());
            String canonical = value == null ? null : reader.canonical(key, value.trim());
            if (canonical != null) {
                keys.put(key, canonical);
            }
        }
        SessionLimits otherwise = SessionLimits.DEFAULT;
        SessionLimits limits = new SessionLimits(
                reader.number("QueuedCommands", otherwise.queuedCommands(), 1, 2048),
                reader.seconds("RspTimeout", otherwise.rspTimeout(), 2),
                reader.seconds("NopInInterval", otherwise.nopInInterval(), 0),
                reader.seconds("NopInTimeout", otherwise.nopInTimeout(), 2));
        return new TargetSettings(reader.alias(), reader.number("MaxSessions", 0, 0, 65535), limits, keys);
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

        /** The value as it is negotiated, or {@code null} when it cannot be. */
        String canonical(OperationalKey key, String value) {
            String canonical = switch (key) {
                case InitialR2T, ImmediateData -> yesOrNo(value.toLowerCase(Locale.ROOT));
                case HeaderDigest, DataDigest -> digests(value);
                default -> key.number(value) < 0 ? null : Integer.toString(key.number(value));
            };
            if (canonical == null) {
                problems.add(new DriverProblem(
                        id,
                        key.name(),
                        key + " = " + value + " is no value of this key",
                        "Correct it; " + key.wanted() + " holds meanwhile."));
            }
            return canonical;
        }

        private static String yesOrNo(String word) {
            return switch (word) {
                case "yes", "true", "1" -> "Yes";
                case "no", "false", "0" -> "No";
                default -> null;
            };
        }

        private static String digests(String list) {
            List<String> words =
                    Arrays.stream(list.split(",")).map(String::strip).toList();
            return List.of("None", "CRC32C").containsAll(words) ? String.join(",", words) : null;
        }

        String alias() {
            String alias = properties.getOrDefault("alias", "").trim();
            boolean fits = alias.getBytes(StandardCharsets.UTF_8).length <= MAX_ALIAS_LENGTH
                    && alias.chars().noneMatch(Character::isISOControl);
            if (fits) {
                return alias;
            }
            problems.add(new DriverProblem(
                    id,
                    "alias",
                    "the alias has control characters or more than " + MAX_ALIAS_LENGTH + " bytes",
                    "Write a shorter one; there is none meanwhile."));
            return "";
        }
    }
}
