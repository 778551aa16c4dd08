package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.internal.state.CheckedFile;

/**
 * A small table of names and values that must survive: text, versioned, checksummed, replaced atomically.
 *
 * <p><i>Threading:</i> confined to the caller.
 */
final class StateFile {
    private final CheckedFile file;
    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads the file if it is there.
     *
     * @param loss what happens when a damaged one is removed, for people
     * @throws IOException when it is damaged: it is never replaced silently
     */
    StateFile(Path path, String loss) throws IOException {
        this.file = new CheckedFile(path, "scst-state 1");
        if (Files.exists(path)) {
            read(loss);
        }
    }

    private void read(String loss) throws IOException {
        String body = file.read()
                .orElseThrow(() -> new StartFailure(
                        file.path() + " is damaged", "restore it from a backup, or remove it and accept that " + loss));
        for (String line : body.lines().toList()) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
    }

    String get(String name) {
        return values.get(name);
    }

    Map<String, String> values() {
        return values;
    }

    /** Keeps a value; it is on the medium when this returns. */
    void put(String name, String value) throws IOException {
        putAll(Map.of(name, value));
    }

    /** Keeps some values in one piece; they are on the medium when this returns, or none is kept. */
    void putAll(Map<String, String> added) throws IOException {
        added.forEach(StateFile::requireLine);
        Map<String, String> before = new TreeMap<>();
        boolean same = true;
        for (Map.Entry<String, String> entry : added.entrySet()) {
            String former = values.put(entry.getKey(), entry.getValue());
            same &= entry.getValue().equals(former);
            if (former != null) {
                before.put(entry.getKey(), former);
            }
        }
        boolean kept = same;
        try {
            if (!same) {
                write();
                kept = true;
            }
        } finally {
            if (!kept) {
                values.keySet().removeAll(added.keySet());
                values.putAll(before);
            }
        }
    }

    private static void requireLine(String name, String value) {
        if (value.indexOf('\n') >= 0 || name.indexOf('=') >= 0 || name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("not a line: " + name);
        }
    }

    /** Keeps a value under another name: at no moment, also after a crash, it is under both or none. */
    void rename(String former, String name) throws IOException {
        values.put(name, values.remove(former));
        write();
    }

    /** Forgets a value. */
    void remove(String name) throws IOException {
        if (values.remove(name) != null) {
            write();
        }
    }

    private void write() throws IOException {
        StringBuilder body = new StringBuilder();
        values.forEach(
                (name, value) -> body.append(name).append('=').append(value).append('\n'));
        file.write(body.toString());
    }
}
