package org.scst.iscsi.internal.target;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.NexusDescription;
import org.scst.iscsi.internal.authentication.Accounts;
import org.scst.iscsi.internal.session.SessionLimits;
import org.scst.iscsi.internal.text.OperationalKey;

/**
 * What a target's file says, checked.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param alias TargetAlias, empty for none
 * @param maxSessions most sessions, 0 for any number
 * @param maxMemory bytes that its connections may hold beside data of commands
 * @param maxXmitDataSegmentLength longest data segment that is sent, in bytes, whatever the initiator takes
 * @param access by which portals initiators come, and where they are sent
 * @param limits of each session
 * @param keys wanted values of negotiated keys
 * @param accounts of initiators, and the target's own
 */
public record TargetSettings(
        String alias,
        int maxSessions,
        long maxMemory,
        int maxXmitDataSegmentLength,
        TargetAccess access,
        SessionLimits limits,
        Map<OperationalKey, String> keys,
        Accounts accounts) {
    private static final int LONGEST_SENT = 1 << 20;
    private static final int SHORTEST_SEGMENT = 512;
    private static final int LONGEST_SEGMENT = (1 << 24) - 1;

    /** RFC 7143 6.1: a value has at most 255 bytes where nothing else is said. */
    private static final int MAX_ALIAS_LENGTH = 255;

    static final int MOST_MEBIBYTES = 1 << 20;

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

    /** What a session may queue, before anything is negotiated. */
    public NexusDescription.Queue queue() {
        OperationalKey burst = OperationalKey.FirstBurstLength;
        return new NexusDescription.Queue(
                limits.queuedCommands(), burst.number(keys.getOrDefault(burst, burst.wanted())));
    }

    /**
     * The wanted values when there is memory for no more unsolicited data than this.
     *
     * @param unsolicitedBytes of each command; 0: all data is to be asked for
     */
    public Map<OperationalKey, String> keysWithin(int unsolicitedBytes) {
        if (unsolicitedBytes >= queue().unsolicitedBytes()) {
            return keys;
        }
        Map<OperationalKey, String> less = new EnumMap<>(OperationalKey.class);
        less.putAll(keys);
        if (unsolicitedBytes == 0) {
            less.put(OperationalKey.InitialR2T, "Yes");
            less.put(OperationalKey.ImmediateData, "No");
        } else {
            less.put(OperationalKey.FirstBurstLength, Integer.toString(unsolicitedBytes));
        }
        return less;
    }

    /**
     * Reads the properties.
     *
     * @param problems receives what cannot hold; its default holds instead
     */
    static TargetSettings of(String id, Map<String, String> properties, List<DriverProblem> problems) {
        SettingsReader reader = new SettingsReader(id, properties, problems);
        Map<OperationalKey, String> keys = new EnumMap<>(OperationalKey.class);
        for (OperationalKey key : CONFIGURABLE) {
            String value = properties.get(key.name());
            String canonical = value == null ? null : canonical(reader, key, value.trim());
            if (canonical != null) {
                keys.put(key, canonical);
            }
        }
        SessionLimits otherwise = SessionLimits.DEFAULT;
        SessionLimits limits = new SessionLimits(
                reader.number("QueuedCommands", otherwise.queuedCommands(), 1, 2048),
                reader.seconds("RspTimeout", otherwise.rspTimeout(), 2, 65535),
                reader.seconds("NopInInterval", otherwise.nopInInterval(), 0, 65535),
                reader.seconds("NopInTimeout", otherwise.nopInTimeout(), 2, 65535));
        int mebibytes = reader.number("max_memory", 0, 0, MOST_MEBIBYTES);
        return new TargetSettings(
                alias(reader),
                reader.number("MaxSessions", 0, 0, 65535),
                mebibytes == 0 ? Long.MAX_VALUE : (long) mebibytes << 20,
                reader.number("MaxXmitDataSegmentLength", LONGEST_SENT, SHORTEST_SEGMENT, LONGEST_SEGMENT),
                TargetAccess.of(reader),
                limits,
                keys,
                Accounts.of(id, properties, problems));
    }

    /** The value as it is negotiated, or {@code null} when it cannot be. */
    private static String canonical(SettingsReader reader, OperationalKey key, String value) {
        String canonical = switch (key) {
            case InitialR2T, ImmediateData -> yesOrNo(value.toLowerCase(Locale.ROOT));
            case HeaderDigest, DataDigest -> digests(value);
            default -> key.number(value) < 0 ? null : Integer.toString(key.number(value));
        };
        if (canonical == null) {
            reader.report(
                    key.name(),
                    key + " = " + value + " is no value of this key",
                    "Correct it; " + key.wanted() + " holds meanwhile.");
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
        List<String> words = Arrays.stream(list.split(",")).map(String::strip).toList();
        return List.of("None", "CRC32C").containsAll(words) ? String.join(",", words) : null;
    }

    private static String alias(SettingsReader reader) {
        String alias = reader.text("alias");
        boolean fits = alias.getBytes(StandardCharsets.UTF_8).length <= MAX_ALIAS_LENGTH
                && alias.chars().noneMatch(Character::isISOControl);
        if (fits) {
            return alias;
        }
        reader.report(
                "alias",
                "the alias has control characters or more than " + MAX_ALIAS_LENGTH + " bytes",
                "Write a shorter one; there is none meanwhile.");
        return "";
    }
}
