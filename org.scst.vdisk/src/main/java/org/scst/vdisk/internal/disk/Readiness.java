package org.scst.vdisk.internal.disk;

import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;

/**
 * The reasons why a medium cannot be used, of which several may hold at a time; core is told the weightiest.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, under which nothing blocks; no command of the medium takes it.
 */
final class Readiness {
    private static final String STOPPED = "stopped";
    private static final String EJECTED = "ejected";

    private final DeviceContext context;
    private String lost;
    private Sense occupied;
    private String occupation;
    private AdditionalSense resting;
    private boolean ejected;
    private boolean stopped;

    Readiness(DeviceContext context) {
        this.context = context;
        ejected = context.remembered().contains(EJECTED);
        stopped = context.remembered().contains(STOPPED);
        if (stopped || ejected) {
            tell();
        }
    }

    /** The storage is gone. */
    synchronized void lost(String reason) {
        lost = reason;
        tell();
    }

    /** The storage is back. */
    synchronized void found() {
        lost = null;
        tell();
    }

    /** SANITIZE or FORMAT UNIT is at work, or has failed. */
    synchronized void occupied(Sense sense, String why) {
        occupied = sense;
        occupation = why;
        tell();
    }

    /** It is over. */
    synchronized void free() {
        occupied = null;
        tell();
    }

    /** START STOP UNIT with START set to zero, and LOEJ for a medium that is taken out. */
    synchronized void stop(boolean eject) {
        stopped = true;
        ejected |= eject;
        remember();
        tell();
    }

    /** START STOP UNIT with START set to one; LOEJ brings an ejected medium back. */
    synchronized void start(boolean load) {
        resting = null;
        stopped = false;
        ejected &= !load;
        remember();
        tell();
    }

    /** START STOP UNIT with a power condition. */
    synchronized void rest(PowerCondition condition) {
        resting = condition.resting();
        tell();
    }

    /** What an initiator stopped stays so over an update, which is no power on. */
    private void remember() {
        context.remember((stopped ? STOPPED : "") + (ejected ? " " + EJECTED : ""));
    }

    private void tell() {
        if (lost != null) {
            context.notReady(AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED, lost);
        } else if (occupied != null) {
            context.notReady(occupied, occupation);
        } else if (ejected) {
            context.notReady(AdditionalSense.MEDIUM_NOT_PRESENT, "ejected by START STOP UNIT");
        } else if (stopped) {
            context.notReady(
                    AdditionalSense.LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED, "stopped by START STOP UNIT");
        } else {
            context.resting(resting);
            context.ready();
        }
    }
}
