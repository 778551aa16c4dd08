package org.scst.core.admin;

/**
 * A property that events carry. Texts are printable and at most {@value #LONGEST} characters long, whoever wrote them.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name its key
 * @param type {@code String}, {@code String[]}, {@code Long} or {@code Boolean}
 * @param meaning for people, with the unit
 */
public record EventProperty(String name, Class<?> type, String meaning) {
    /** Most characters of a text. */
    public static final int LONGEST = 256;
    /** Most texts of a list. */
    public static final int MOST = 32;

    // Every event has these.
    public static final EventProperty TIMESTAMP =
            number("timestamp", "when it happened, milliseconds since 1970 in UTC");
    public static final EventProperty SEVERITY = text("severity", "`info`, `warning` or `error`");
    public static final EventProperty MESSAGE = text("message", "one sentence for people");

    public static final EventProperty ADDRESS = text("address", "where the initiator connects from");
    public static final EventProperty AVAILABLE = number("available", "bytes that can still be written");
    public static final EventProperty BUNDLE = text("bundle", "symbolic name of the bundle");
    public static final EventProperty CAUSE = text("cause", "why, one sentence");
    public static final EventProperty COMMANDS = number("commands", "commands that the storage has not answered");
    public static final EventProperty COUNT = number(
            "count",
            "logins that the event stands for; from 2 on they share initiator, address and cause, where those are given");
    public static final EventProperty CURE = text("cure", "what to do, one sentence");
    public static final EventProperty DEVICE = text("device", "name of the device");
    public static final EventProperty DEVICE_GROUP = text("device_group", "name of the device group");
    public static final EventProperty DRIVER = text("driver", "name of the target driver");
    public static final EventProperty EXPLICIT =
            new EventProperty("explicit", Boolean.class, "whether an initiator has set it");
    public static final EventProperty FORMER_STATE = text("former_state", "state of the target group before");
    public static final EventProperty FORMER_VERSION = text("former_version", "version before the update");
    public static final EventProperty GENERATION = number("generation", "number of the generation in force");
    public static final EventProperty HANDLER = text("handler", "PID of the device handler");
    public static final EventProperty INITIATOR =
            text("initiator", "name of the initiator, empty when it has not said");
    public static final EventProperty PORTAL = text("portal", "where the driver listens");
    public static final EventProperty PROBLEMS =
            new EventProperty("problems", String[].class, "what cannot be applied, a sentence each");
    public static final EventProperty PROBLEM_COUNT = number("problem_count", "number of all problems");
    public static final EventProperty RESUMED =
            new EventProperty("resumed", Boolean.class, "whether the driver was updated meanwhile");
    public static final EventProperty SESSION = text("session", "id of the I_T nexus, as `sessions` shows it");
    public static final EventProperty STATE =
            text("state", "state of the device, as `devices` shows it; of the target group, as `alua` does");
    public static final EventProperty STATUS = text("status", "the transport's status code and its name");
    public static final EventProperty SUPPRESSED =
            number("suppressed", "like events left out before this one: too many");
    public static final EventProperty TARGET = text("target", "name of the target");
    public static final EventProperty TARGET_GROUP = text("target_group", "name of the target group");
    public static final EventProperty THRESHOLD = number("threshold", "percent in use from which space counts as low");
    public static final EventProperty TOTAL =
            number("total", "bytes of the file system, pool or volume behind the device");
    public static final EventProperty VERSION = text("version", "version of the bundle, empty when it is not known");

    private static EventProperty text(String name, String meaning) {
        return new EventProperty(name, String.class, meaning);
    }

    private static EventProperty number(String name, String meaning) {
        return new EventProperty(name, Long.class, meaning);
    }
}
