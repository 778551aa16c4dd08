package org.scst.core.admin;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** One I_T nexus at one moment. */
@ProviderType
public interface NexusSnapshot {

    /** For commands that mean this nexus. */
    String id();

    /** Name of the target port. */
    String target();

    /** Name of the initiator. */
    String initiator();

    /** Where it connects from. */
    String address();

    /** Initiator group it was given; empty for the target's own. */
    String group();

    /** {@code registering}, {@code live}, {@code parked}, {@code leaving}. */
    String state();

    /** Commands in flight. */
    int commands();

    /** What the transport negotiated. */
    Map<String, String> properties();

    /** Where the transport stood some moments ago: its portal, windows, silence, last errors. */
    Map<String, String> progress();

    /** Commands and bytes since it was opened. */
    Statistics statistics();
}
