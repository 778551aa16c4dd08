package org.scst.core.admin;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** One command in flight. */
@ProviderType
public interface CommandSnapshot {

    /** Id of its nexus. */
    String nexus();

    /** Name of the initiator. */
    String initiator();

    /** Command identifier in hexadecimal. */
    String identifier();

    /** LUN's number, -1 when it is none of ours. */
    int lun();

    /** Device, or the empty string. */
    String device();

    /** Standard's name of the command, or the CDB in hexadecimal. */
    String command();

    /** Its state, by the name of the state machine. */
    String state();

    /** Since it was received. */
    Duration age();

    /** Since it entered its state. */
    Duration inState();

    /** Why it is to end early, or the empty string. */
    String abortReason();
}
