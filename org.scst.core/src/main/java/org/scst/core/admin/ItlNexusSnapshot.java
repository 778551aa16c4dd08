package org.scst.core.admin;

import org.osgi.annotation.versioning.ProviderType;

/** What one initiator has done at one logical unit: an I_T_L nexus at one moment. */
@ProviderType
public interface ItlNexusSnapshot {

    /** Its I_T nexus, as {@link NexusSnapshot#id()}. */
    String nexus();

    /** Name of the target port. */
    String target();

    /** Name of the initiator. */
    String initiator();

    /** Number of the LUN by which the initiator knows the device. */
    int lun();

    /** Name of the device. */
    String device();

    /** Commands and bytes since the initiator used the logical unit first; a copy. */
    Statistics statistics();
}
