package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What devices must know again after a crash, by unit serial number: text of whatever meaning, replaced atomically.
 *
 * <p><i>Threading:</i> thread-safe by its monitor; {@link #keep} blocks until it is on the medium, so neither event loops nor the
 * control thread call it.
 */
final class DurableStates {
    private final StateFile file;

    /** @param state the state folder */
    DurableStates(Path state) throws IOException {
        file = new StateFile(
                state.resolve("device_states"),
                "devices forget saved mode pages, and operations on a whole medium that were interrupted");
    }

    /** What was kept of a kind for a device; empty at first. */
    synchronized String of(String serial, Kind kind) {
        String text = file.get(name(serial, kind));
        return text == null ? "" : text;
    }

    /** Keeps one line; empty forgets it. On the medium when this returns. */
    synchronized void keep(String serial, Kind kind, String text) throws IOException {
        if (text.isEmpty()) {
            file.remove(name(serial, kind));
        } else {
            file.put(name(serial, kind), text);
        }
    }

    private static String name(String serial, Kind kind) {
        return serial + " " + kind.name().toLowerCase(Locale.ROOT);
    }

    /** Who keeps it. */
    enum Kind {
        /** The device server. */
        SERVER,
        /** Core: saved mode pages. */
        MODE_PAGES
    }
}
