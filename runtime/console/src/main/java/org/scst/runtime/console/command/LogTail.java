package org.scst.runtime.console.command;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.scst.runtime.console.text.Plain;

/**
 * The end of the log file, and what is added to it; a file that takes its place is read from its beginning.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class LogTail {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private long position;
    private Object identity;
    private String begun = "";

    LogTail(Path file) {
        this.file = file;
    }

    Answer show(Conversation conversation, int lines, boolean follow) throws CommandFailure {
        try {
            say(conversation, last(lines));
            while (follow && conversation.pause(PAUSE)) {
                say(conversation, added());
            }
            return Answer.nothingMore();
        } catch (IOException e) {
            throw CommandFailure.failed("the log cannot be read: " + e.getMessage(), "look for it at " + file);
        }
    }

    private static void say(Conversation conversation, List<String> lines) {
        lines.forEach(line -> conversation.say(Plain.of(line) + "\n", Answer.object("line", line)));
    }

    private List<String> last(int lines) throws IOException {
        identity = identity();
        long size = Files.size(file);
        position = Math.max(0, size - MOST_BYTES);
        boolean whole = position == 0;
        List<String> read = read();
        List<String> all = whole || read.isEmpty() ? read : read.subList(1, read.size());
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    private List<String> added() throws IOException {
        try {
            Object now = identity();
            if (!now.equals(identity) || Files.size(file) < position) {
                identity = now;
                position = 0;
                begun = "";
            }
            return read();
        } catch (NoSuchFileException | FileNotFoundException betweenTwoFiles) {
            return List.of();
        }
    }

    /** Whole lines from the position on; what has no end yet waits. */
    private List<String> read() throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(MOST_BYTES, Math.max(0, open.length() - position))];
            open.seek(position);
            open.readFully(bytes);
            position += bytes.length;
            String text = begun + new String(bytes, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            begun = text.substring(end);
            return text.substring(0, end).lines().toList();
        }
    }

    private Object identity() throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }
}
