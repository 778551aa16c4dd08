package org.scst.core.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** One device group in force, at one moment. */
@ProviderType
public interface DeviceGroupSnapshot {

    /** NAME of its configuration file. */
    String name();

    /** Names of its devices. */
    List<String> devices();

    /** Whether initiators may set the states of its target groups. */
    boolean explicit();

    /** Its target groups, by their number. */
    List<TargetGroupSnapshot> targetGroups();

    /** Targets through which the devices are reached alike. */
    @ProviderType
    interface TargetGroupSnapshot {

        /** NAME of its configuration file. */
        String name();

        /** TARGET PORT GROUP. */
        int id();

        /** PREF. */
        boolean preferred();

        /** The state that is in force: {@code active}, {@code nonoptimized}, {@code standby} and so on. */
        String state();

        /** The state that its file says. */
        String configuredState();

        /** How it came to its state: {@code never}, {@code explicitly} (by an initiator), {@code implicitly} (by an operator). */
        String altered();

        /** Its target ports. */
        List<PortSnapshot> ports();
    }

    /** A target port in a target group. */
    @ProviderType
    interface PortSnapshot {

        /** Name of the target. */
        String target();

        /** RELATIVE TARGET PORT IDENTIFIER. */
        int relativePortIdentifier();

        /** Whether it is one of this machine's. */
        boolean local();
    }
}
