package org.scst.core.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The persistent reservations of a device at one moment: who is registered, and who may do what for that. */
@ProviderType
public interface ReservationsSnapshot {

    /** PRGENERATION: how often registrations have changed since power on, 0 to 2^32 - 1. */
    long generation();

    /** Whether they outlive a loss of power (APTPL). */
    boolean persistent();

    /** Type of the persistent reservation in lower case words; empty when there is none. */
    String type();

    /** Who is registered, in the order of registration. */
    List<RegistrantSnapshot> registrants();

    /** All of it in the form of SCST's attribute {@code pr_state}, for {@link Administration#restoreReservations}. */
    String text();

    /** A registered I_T nexus, whether or not it exists now. */
    @ProviderType
    interface RegistrantSnapshot {

        /** The initiator port, as its TransportID names it. */
        String initiator();

        /** Name of the target; empty when no target has this port any more. */
        String target();

        /** RELATIVE TARGET PORT IDENTIFIER. */
        int relativePortIdentifier();

        /** Reservation key, 16 hexadecimal digits. */
        String key();

        /** Whether it holds the persistent reservation. */
        boolean holder();

        /** Whether it is logged in. */
        boolean loggedIn();
    }
}
