package org.scst.core.internal.reservation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * The folder {@code reservations} of the state folder: a file for each logical unit whose registrations outlive a loss of power,
 * named by its unit serial number.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ReservationFolder {
    private final Path folder;
    private final Executor context;

    /**
     * @param state the state folder
     * @param context where changes are made, one after another
     */
    public ReservationFolder(Path state, Executor context) {
        this.folder = state.resolve("reservations");
        this.context = context;
    }

    /** A name that can only be a file of this folder, whatever the serial number is. */
    private static String fileName(String serial) {
        return URLEncoder.encode(serial, StandardCharsets.UTF_8).replace(".", "%2E");
    }

    /**
     * The persistent reservations of a logical unit, as a loss of power has left them.
     *
     * @param serial its unit serial number
     */
    public PersistentReservations of(String serial) {
        PersistentReservations reservations = new PersistentReservations(folder.resolve(fileName(serial)), context);
        reservations.load();
        return reservations;
    }
}
