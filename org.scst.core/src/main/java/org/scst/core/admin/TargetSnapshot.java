package org.scst.core.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** One target port at one moment. */
@ProviderType
public interface TargetSnapshot {

    /** Name that initiators see. */
    String name();

    /** NAME of its configuration file. */
    String id();

    /** Its driver. */
    String driver();

    /** Whether its sessions outlive an update of the driver or of core: their initiators wait, and are not dropped. */
    boolean sessionsOutliveUpdates();

    /** Whether the driver has registered the port. */
    boolean registered();

    /** RELATIVE TARGET PORT IDENTIFIER. */
    int relativePortIdentifier();

    /** Initiator groups, the target's own default group first under the empty name. */
    List<GroupSnapshot> groups();

    /** Number of nexuses. */
    int nexuses();

    /** An initiator group. */
    @ProviderType
    interface GroupSnapshot {

        /** Its name; empty for the target's own. */
        String name();

        /** Name patterns of its initiators. */
        List<String> initiators();

        /** What it maps, by LUN. */
        List<LunSnapshot> luns();
    }

    /** One mapped logical unit. */
    @ProviderType
    interface LunSnapshot {

        /** The LUN's number. */
        int lun();

        /** Name of the device. */
        String device();

        /** Whether it is mapped read-only. */
        boolean readOnly();

        /** State of the device, as {@link DeviceSnapshot#state()}; {@code missing} when no file defines it. */
        String state();
    }
}
