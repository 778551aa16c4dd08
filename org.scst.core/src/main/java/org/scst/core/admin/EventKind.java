package org.scst.core.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the platform tells by events: topic, weight and properties of each.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum EventKind {
    /** A driver has turned an initiator away, or several alike. */
    LOGIN_REFUSED(
            EventTopics.LOGIN_REFUSED,
            Severity.WARNING,
            EventProperty.DRIVER,
            EventProperty.TARGET,
            EventProperty.INITIATOR,
            EventProperty.ADDRESS,
            EventProperty.STATUS,
            EventProperty.CAUSE,
            EventProperty.COUNT,
            EventProperty.SUPPRESSED),
    /** An initiator has logged in. */
    SESSION_OPENED(
            EventTopics.SESSION_OPENED,
            Severity.INFO,
            EventProperty.SESSION,
            EventProperty.TARGET,
            EventProperty.INITIATOR,
            EventProperty.ADDRESS,
            EventProperty.RESUMED,
            EventProperty.SUPPRESSED),
    /** An initiator has logged out, or its connection is lost. */
    SESSION_ENDED(
            EventTopics.SESSION_ENDED,
            Severity.INFO,
            EventProperty.SESSION,
            EventProperty.TARGET,
            EventProperty.INITIATOR,
            EventProperty.ADDRESS,
            EventProperty.CAUSE,
            EventProperty.SUPPRESSED),

    /** Commands of the medium are processed. */
    DEVICE_READY(EventTopics.DEVICE_READY, Severity.INFO, EventProperty.DEVICE, EventProperty.HANDLER),
    /** Commands of the medium are not processed; the LUN stays mapped. */
    DEVICE_NOT_READY(
            EventTopics.DEVICE_NOT_READY,
            Severity.WARNING,
            EventProperty.DEVICE,
            EventProperty.HANDLER,
            EventProperty.STATE,
            EventProperty.CAUSE),
    /** Storage has not answered a command within its deadline. */
    DEVICE_HUNG(EventTopics.DEVICE_HUNG, Severity.ERROR, EventProperty.DEVICE, EventProperty.COMMANDS),
    /** Storage has answered every late command. */
    DEVICE_RECOVERED(EventTopics.DEVICE_RECOVERED, Severity.INFO, EventProperty.DEVICE),
    /** The storage of a device that was in use is gone. */
    STORAGE_LOST(EventTopics.STORAGE_LOST, Severity.ERROR, EventProperty.DEVICE, EventProperty.CAUSE),
    /** Lost storage is back. */
    STORAGE_FOUND(EventTopics.STORAGE_FOUND, Severity.INFO, EventProperty.DEVICE),
    /** Acknowledged writes may be lost: writes are refused until an operator clears it. */
    WRITE_ERROR_LATCHED(EventTopics.WRITE_ERROR_LATCHED, Severity.ERROR, EventProperty.DEVICE, EventProperty.CAUSE),
    /** An operator lets writes be accepted again. */
    WRITE_ERROR_CLEARED(EventTopics.WRITE_ERROR_CLEARED, Severity.INFO, EventProperty.DEVICE),
    /** A write found no space (27/07); told once a minute at most. */
    MEDIUM_FULL(EventTopics.MEDIUM_FULL, Severity.ERROR, EventProperty.DEVICE, EventProperty.INITIATOR),
    /** What a device may still need may soon not be there. */
    SPACE_LOW(
            EventTopics.SPACE_LOW,
            Severity.WARNING,
            EventProperty.DEVICE,
            EventProperty.AVAILABLE,
            EventProperty.TOTAL,
            EventProperty.THRESHOLD),
    /** Space is no longer low. */
    SPACE_SUFFICIENT(
            EventTopics.SPACE_SUFFICIENT,
            Severity.INFO,
            EventProperty.DEVICE,
            EventProperty.AVAILABLE,
            EventProperty.TOTAL,
            EventProperty.THRESHOLD),

    /** The asymmetric access state of a target group is another. */
    ACCESS_STATE_CHANGED(
            EventTopics.ACCESS_STATE_CHANGED,
            Severity.INFO,
            EventProperty.DEVICE_GROUP,
            EventProperty.TARGET_GROUP,
            EventProperty.STATE,
            EventProperty.FORMER_STATE,
            EventProperty.EXPLICIT),

    /** A target driver has come. */
    DRIVER_ARRIVED(EventTopics.DRIVER_ARRIVED, Severity.INFO, EventProperty.DRIVER),
    /** A target driver withdraws. */
    DRIVER_LEFT(EventTopics.DRIVER_LEFT, Severity.WARNING, EventProperty.DRIVER),
    /** A device handler has come. */
    HANDLER_ARRIVED(EventTopics.HANDLER_ARRIVED, Severity.INFO, EventProperty.HANDLER),
    /** A device handler withdraws. */
    HANDLER_LEFT(EventTopics.HANDLER_LEFT, Severity.WARNING, EventProperty.HANDLER),
    /** A driver listens. */
    PORTAL_OPENED(EventTopics.PORTAL_OPENED, Severity.INFO, EventProperty.DRIVER, EventProperty.PORTAL),
    /** A driver listens no more. */
    PORTAL_CLOSED(EventTopics.PORTAL_CLOSED, Severity.INFO, EventProperty.DRIVER, EventProperty.PORTAL),
    /** A driver cannot listen where it was told to. */
    PORTAL_FAILED(
            EventTopics.PORTAL_FAILED, Severity.ERROR, EventProperty.DRIVER, EventProperty.CAUSE, EventProperty.CURE),

    /** A generation is in force, but for its problems. */
    CONFIGURATION_APPLIED(
            EventTopics.CONFIGURATION_APPLIED, Severity.INFO, EventProperty.GENERATION, EventProperty.PROBLEM_COUNT),
    /** Something the files say cannot be applied. */
    CONFIGURATION_REFUSED(
            EventTopics.CONFIGURATION_REFUSED,
            Severity.WARNING,
            EventProperty.GENERATION,
            EventProperty.PROBLEM_COUNT,
            EventProperty.PROBLEMS),

    /** A bundle of the product is active. */
    BUNDLE_STARTED(EventTopics.BUNDLE_STARTED, Severity.INFO, EventProperty.BUNDLE, EventProperty.VERSION),
    /** A bundle of the product was stopped. */
    BUNDLE_STOPPED(EventTopics.BUNDLE_STOPPED, Severity.WARNING, EventProperty.BUNDLE, EventProperty.VERSION),
    /** A bundle was replaced. */
    BUNDLE_UPDATED(
            EventTopics.BUNDLE_UPDATED,
            Severity.INFO,
            EventProperty.BUNDLE,
            EventProperty.FORMER_VERSION,
            EventProperty.VERSION),
    /** A bundle could not be installed, resolved, started or stopped. */
    BUNDLE_FAILED(
            EventTopics.BUNDLE_FAILED,
            Severity.ERROR,
            EventProperty.BUNDLE,
            EventProperty.VERSION,
            EventProperty.CAUSE),
    /** Logins are answered. */
    PLATFORM_STARTED(EventTopics.PLATFORM_STARTED, Severity.INFO),
    /** The process ends in order. */
    PLATFORM_STOPPING(EventTopics.PLATFORM_STOPPING, Severity.WARNING);

    /** How much an event weighs. */
    public enum Severity {
        INFO,
        WARNING,
        ERROR
    }

    private final String topic;
    private final Severity severity;
    private final List<EventProperty> properties;

    EventKind(String topic, Severity severity, EventProperty... properties) {
        this.topic = topic;
        this.severity = severity;
        this.properties = List.of(properties);
    }

    /** Its Event Admin topic. */
    public String topic() {
        return topic;
    }

    /** How much it weighs. */
    public Severity severity() {
        return severity;
    }

    /** What it carries, besides {@link EventProperty#TIMESTAMP}, {@link EventProperty#SEVERITY} and {@link EventProperty#MESSAGE}. */
    public List<EventProperty> properties() {
        return properties;
    }

    /** Whether strangers can cause any number of it: such events are rate-limited. */
    public boolean limited() {
        return properties.contains(EventProperty.SUPPRESSED);
    }

    /**
     * Properties of an event of this kind, ready for Event Admin: texts printable and bounded, {@link EventProperty#SUPPRESSED}
     * left to whoever limits.
     *
     * @param millis when it happened
     * @param message one sentence
     * @param values of {@link #properties}, in their order and of their types; an {@code int} and a collection will do
     */
    public Map<String, Object> describe(long millis, String message, Object... values) {
        List<EventProperty> own =
                properties.stream().filter(p -> p != EventProperty.SUPPRESSED).toList();
        if (own.size() != values.length) {
            throw new IllegalArgumentException(this + " has the properties " + own);
        }
        Map<String, Object> described = new HashMap<>();
        described.put(EventProperty.TIMESTAMP.name(), millis);
        described.put(EventProperty.SEVERITY.name(), severity.name().toLowerCase(Locale.ROOT));
        described.put(EventProperty.MESSAGE.name(), Printable.of(message));
        for (int i = 0; i < values.length; i++) {
            described.put(own.get(i).name(), own.get(i).type().cast(bounded(values[i])));
        }
        return described;
    }

    private static Object bounded(Object value) {
        return switch (value) {
            case null -> "";
            case String text -> Printable.of(text);
            case Collection<?> texts -> Printable.of(texts);
            case Integer number -> number.longValue();
            default -> value;
        };
    }
}
