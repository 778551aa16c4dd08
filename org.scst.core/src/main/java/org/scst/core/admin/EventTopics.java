package org.scst.core.admin;

/**
 * Topics of the events that the platform posts to Event Admin, as constants for an event handler's {@code event.topics}; what
 * each says, and with which properties, stands in {@link EventKind}.
 *
 * <p><i>Threading:</i> no state.
 */
public final class EventTopics {
    /** All of them. */
    public static final String ALL = "org/scst/*";

    public static final String LOGIN_REFUSED = "org/scst/login/REFUSED";
    public static final String SESSION_OPENED = "org/scst/session/OPENED";
    public static final String SESSION_ENDED = "org/scst/session/ENDED";

    public static final String DEVICE_READY = "org/scst/device/READY";
    public static final String DEVICE_NOT_READY = "org/scst/device/NOT_READY";
    public static final String DEVICE_HUNG = "org/scst/device/HUNG";
    public static final String DEVICE_RECOVERED = "org/scst/device/RECOVERED";
    public static final String STORAGE_LOST = "org/scst/device/STORAGE_LOST";
    public static final String STORAGE_FOUND = "org/scst/device/STORAGE_FOUND";
    public static final String WRITE_ERROR_LATCHED = "org/scst/device/WRITE_ERROR_LATCHED";
    public static final String WRITE_ERROR_CLEARED = "org/scst/device/WRITE_ERROR_CLEARED";
    public static final String MEDIUM_FULL = "org/scst/device/MEDIUM_FULL";
    public static final String SPACE_LOW = "org/scst/device/SPACE_LOW";
    public static final String SPACE_SUFFICIENT = "org/scst/device/SPACE_SUFFICIENT";

    public static final String ACCESS_STATE_CHANGED = "org/scst/access/STATE_CHANGED";

    public static final String DRIVER_ARRIVED = "org/scst/driver/ARRIVED";
    public static final String DRIVER_LEFT = "org/scst/driver/LEFT";
    public static final String HANDLER_ARRIVED = "org/scst/handler/ARRIVED";
    public static final String HANDLER_LEFT = "org/scst/handler/LEFT";
    public static final String PORTAL_OPENED = "org/scst/portal/OPENED";
    public static final String PORTAL_CLOSED = "org/scst/portal/CLOSED";
    public static final String PORTAL_FAILED = "org/scst/portal/FAILED";

    public static final String CONFIGURATION_APPLIED = "org/scst/configuration/APPLIED";
    public static final String CONFIGURATION_REFUSED = "org/scst/configuration/REFUSED";

    public static final String BUNDLE_STARTED = "org/scst/bundle/STARTED";
    public static final String BUNDLE_STOPPED = "org/scst/bundle/STOPPED";
    public static final String BUNDLE_UPDATED = "org/scst/bundle/UPDATED";
    public static final String BUNDLE_FAILED = "org/scst/bundle/FAILED";
    public static final String PLATFORM_STARTED = "org/scst/platform/STARTED";
    public static final String PLATFORM_STOPPING = "org/scst/platform/STOPPING";

    private EventTopics() {}
}
