package org.scst.core.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The platform as a whole, at one moment. */
@ProviderType
public interface PlatformSnapshot {

    /** Drivers by name and where they listen. */
    Map<String, List<String>> portals();

    /** Whether logins are answered. */
    boolean gateOpen();

    /** Number of the generation in force, 0 before the first. */
    long generation();

    /** What of it could not be applied. */
    List<Problem> problems();

    /** Bytes of command data buffers granted now. */
    long bufferBytes();

    /** Most bytes that may be granted. */
    long bufferLimit();

    /** What drivers let initiators and strangers take, by driver. */
    List<LimitSnapshot> limits();

    /** Logins that each driver has refused since the core was started, by the transport's status code and its name; sorted. */
    Map<String, Map<String, Long>> refusedLogins();

    /** Counters by name, sorted. */
    Map<String, Long> counters();
}
