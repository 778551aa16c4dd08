package org.scst.core.internal.inventory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.scst.core.admin.EventKind;
import org.scst.core.internal.event.Events;
import org.scst.core.internal.logicalunit.LogicalUnitObserver;
import org.scst.core.scsi.AdditionalSense;

/**
 * What one device tells the operator: each turn of its life once.
 *
 * <p><i>Threading:</i> states are told on the control thread; the methods of {@link LogicalUnitObserver} and
 * {@link #writeErrorLatched} may be called anywhere.
 */
final class DeviceEvents implements LogicalUnitObserver {
    private static final long FULL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Events events;
    private final String name;
    private final String pid;
    private final AtomicLong lastFull;
    private DeviceState told = DeviceState.HANDLER_ABSENT;
    private String toldWhy;
    private boolean wasReady;
    private boolean lost;

    /** @param absent the cause with which every device begins; that is not told */
    DeviceEvents(Events events, String name, String pid, String absent) {
        this.events = events;
        this.name = name;
        this.pid = pid;
        toldWhy = absent;
        lastFull = new AtomicLong(events.nanos() - FULL_NANOS);
    }

    /** The device stands so from now on. */
    void became(DeviceState next, String why) {
        if (next == DeviceState.OPENING || next == DeviceState.CLOSED || next == told && why.equals(toldWhy)) {
            return;
        }
        told = next;
        toldWhy = why;
        if (next == DeviceState.READY) {
            ready();
        } else {
            events.post(
                    EventKind.DEVICE_NOT_READY,
                    "Device " + name + " is " + next.words() + ": " + why,
                    name,
                    pid,
                    next.words(),
                    why);
        }
    }

    private void ready() {
        wasReady = true;
        if (lost) {
            lost = false;
            events.post(EventKind.STORAGE_FOUND, "The storage of device " + name + " is back", name);
        }
        events.post(EventKind.DEVICE_READY, "Device " + name + " is ready", name, pid);
    }

    /** Its medium cannot be used; an initiator that stopped, ejected, sanitizes or formats it has not lost anything. */
    void mediumGone(AdditionalSense sense, String why) {
        switch (sense) {
            case MEDIUM_NOT_PRESENT,
                    LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED,
                    LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS,
                    LOGICAL_UNIT_NOT_READY_FORMAT_IN_PROGRESS,
                    SANITIZE_COMMAND_FAILED,
                    MEDIUM_FORMAT_CORRUPTED -> {}
            default -> storageGone(why);
        }
    }

    /** Its storage is not there. */
    void storageGone(String why) {
        if (wasReady && !lost) {
            lost = true;
            events.post(EventKind.STORAGE_LOST, "The storage of device " + name + " is gone: " + why, name, why);
        }
    }

    void writeErrorLatched(String why) {
        events.post(
                EventKind.WRITE_ERROR_LATCHED,
                "Device " + name + " refuses writes since a flush has failed: " + why,
                name,
                why);
    }

    void writeErrorCleared() {
        events.post(EventKind.WRITE_ERROR_CLEARED, "Device " + name + " accepts writes again", name);
    }

    /** The space behind it has become low, or is no longer. */
    void space(boolean low, long available, long total, int percent) {
        events.post(
                low ? EventKind.SPACE_LOW : EventKind.SPACE_SUFFICIENT,
                "The space behind device " + name + (low ? " is low: " : " is no longer low: ") + available + " of "
                        + total + " bytes are available",
                name,
                available,
                total,
                percent);
    }

    @Override
    public void hung(int commands) {
        events.post(
                EventKind.DEVICE_HUNG,
                "Device " + name + " hangs: its storage has not answered " + commands + " commands in time",
                name,
                commands);
    }

    @Override
    public void recovered() {
        events.post(EventKind.DEVICE_RECOVERED, "The storage of device " + name + " answers again", name);
    }

    @Override
    public void mediumFull(String initiator) {
        long now = events.nanos();
        long last = lastFull.get();
        if (now - last >= FULL_NANOS && lastFull.compareAndSet(last, now)) {
            events.post(
                    EventKind.MEDIUM_FULL, "A write to device " + name + " found no space behind it", name, initiator);
        }
    }
}
