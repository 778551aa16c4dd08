package org.scst.vdisk.internal.disk;

import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;

/**
 * The reasons why a medium cannot be used, of which several may hold at a time; core is told the weightiest.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, under which nothing blocks; no command of the medium takes it.
 */
public final class Readiness {
    private static final String STOPPED = "stopped";
    private static final String EJECTED = "ejected";

    private final DeviceContext context;
    private final Tray tray;
    private String lost;
    private String absent;
    private Sense occupied;
    private String occupation;
    private AdditionalSense resting;
    private boolean ejected;
    private boolean stopped;

    /** Of a medium in no tray. */
    Readiness(DeviceContext context) {
        this(context, Tray.NONE);
    }

    /** @param tray where the medium lies, told under this monitor when it opens or closes */
    public Readiness(DeviceContext context, Tray tray) {
        this.context = context;
        this.tray = tray;
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
    public synchronized void found() {
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

    /** There is no medium. */
    public synchronized void absent(String why) {
        absent = why;
        tell();
    }

    /** There is one. */
    public synchronized void present() {
        absent = null;
        tell();
    }

    /** Whether the medium was taken out, which opens the tray. */
    public synchronized boolean ejected() {
        return ejected;
    }

    /** START STOP UNIT with START set to zero, and LOEJ for a medium that is taken out. */
    synchronized void stop(boolean eject) {
        boolean opens = eject && !ejected;
        stopped = true;
        ejected |= eject;
        remember();
        tell();
        if (opens) {
            tray.moved(true);
        }
    }

    /** START STOP UNIT with START set to one; LOEJ brings an ejected medium back. */
    public synchronized void start(boolean load) {
        resting = null;
        boolean closes = load && ejected;
        stopped = false;
        ejected &= !load;
        remember();
        tell();
        if (closes) {
            tray.moved(false);
        }
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
            context.notReady(tray.empty(true), "the medium is ejected");
        } else if (absent != null) {
            context.notReady(tray.empty(false), absent);
        } else if (stopped) {
            context.notReady(
                    AdditionalSense.LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED, "stopped by START STOP UNIT");
        } else {
            context.resting(resting);
            context.ready();
        }
    }
}
