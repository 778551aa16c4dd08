package org.scst.runtime.console.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.scst.runtime.console.client.Exchange;
import org.scst.runtime.console.wire.Frames;

/**
 * Asks the platform how a word can go on; it alone knows names of devices, targets and initiators.
 *
 * <p><i>Threading:</i> confined to the shell's thread.
 */
final class AskedCompleter implements Completer {
    private static final List<String> OWN = List.of("exit", "quit");

    private final Path socket;
    private final Path folder;

    AskedCompleter(Path socket, Path folder) {
        this.socket = socket;
        this.folder = folder;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> words = Shell.command(line.words().subList(0, line.wordIndex() + 1));
        for (String word : asked(words)) {
            // More follows a folder and a begun option value, so that no blank is put there.
            boolean complete = !word.endsWith("/");
            candidates.add(new Candidate(word, word, null, null, null, null, complete));
        }
        if (words.size() == 1) {
            OWN.forEach(word -> candidates.add(new Candidate(word)));
        }
    }

    private List<String> asked(List<String> words) {
        StringBuilder answer = new StringBuilder();
        Frames.Request request = new Frames.Request(Frames.Purpose.COMPLETE, folder, Shell.COLUMNS, false, words);
        try (Exchange exchange = Exchange.begin(socket, request)) {
            Frames.Frame frame = exchange.next();
            while (frame.kind() != Frames.Kind.STATUS) {
                if (frame.kind() == Frames.Kind.OUTPUT) {
                    answer.append(new String(frame.payload(), StandardCharsets.UTF_8));
                }
                frame = exchange.next();
            }
        } catch (IOException unanswered) {
            return List.of();
        }
        return answer.toString().lines().toList();
    }
}
