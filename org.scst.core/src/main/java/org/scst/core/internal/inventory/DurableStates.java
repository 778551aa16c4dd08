package org.scst.core.internal.inventory;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What devices must know again after a crash, by unit serial number and name: text of whatever meaning, replaced atomically; and
 * where files of their servers are.
 *
 * <p><i>Threading:</i> thread-safe by its monitor; {@link #keep} blocks until it is on the medium, so neither event loops nor the
 * control thread call it.
 */
final class DurableStates {
    /** The name under which core keeps saved mode pages; those of device servers begin with {@value #OF_SERVER}. */
    static final String MODE_PAGES = "mode-pages";

    static final String OF_SERVER = "server.";

    private final StateFile file;
    private final Path folder;

    /** @param state the state folder */
    DurableStates(Path state) throws IOException {
        folder = state.resolve("device_files");
        file = new StateFile(
                state.resolve("device_states"),
                "devices forget saved mode pages, and operations on a whole medium that were interrupted");
    }

    /** What was kept for a device under a name without spaces; empty at first. */
    synchronized String of(String serial, String what) {
        String text = file.get(name(serial, what));
        return text == null ? "" : text;
    }

    /** Keeps one line; empty forgets it. On the medium when this returns. */
    synchronized void keep(String serial, String what, String text) throws IOException {
        if (text.isEmpty()) {
            file.remove(name(serial, what));
        } else {
            file.put(name(serial, what), text);
        }
    }

    /** A file that a device's server has to itself, in a folder that is on the medium when this returns. */
    Path file(String serial, String what) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            try (FileChannel parent = FileChannel.open(folder.getParent())) {
                parent.force(true);
            }
        }
        return folder.resolve(URLEncoder.encode(name(serial, what), StandardCharsets.UTF_8));
    }

    private static String name(String serial, String what) {
        return serial + " " + what;
    }
}
