package org.scst.runtime.console.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.scst.core.admin.SessionTrace;
import org.scst.runtime.console.text.Bytes;

/** {@code trace}: writes down what an initiator and its targets say to one another, for Wireshark. */
final class Trace implements Command {
    private static final String OUTPUT = "--output";
    private static final String LIMIT = "--limit";
    private static final String SECONDS = "--seconds";
    private static final Bytes DEFAULT_LIMIT = new Bytes(64L << 20);
    private static final Bytes LEAST_LIMIT = new Bytes(4096);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int LONGEST = 86_400;

    private final Services services;

    Trace(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public String purpose() {
        return "Write what an initiator sends and is sent to a file for Wireshark, until Ctrl-C; login secrets are masked";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "INITIATOR " + OUTPUT + " FILE [" + LIMIT + " SIZE] [" + SECONDS + " N]",
                        1,
                        1,
                        Grammar.value(OUTPUT, Noun.FILE),
                        Grammar.value(LIMIT),
                        Grammar.value(SECONDS))
                .with(Noun.INITIATOR);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example(
                        "iqn.1993-08.org.debian:01:a " + OUTPUT + " a.pcapng",
                        "its sessions and its next logins, until Ctrl-C or 64 MiB"),
                new Example(
                        "iqn.1993-08.org.debian:01:a " + OUTPUT + " a.pcapng " + LIMIT + " 1G " + SECONDS + " 60",
                        "for a minute, or 1 GiB"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        SessionTrace driver = services.trace()
                .orElseThrow(() -> CommandFailure.failed(
                        "no driver that can be traced is running", "see \"bundles\"; org.scst.iscsi can be"));
        String name = words.option(OUTPUT)
                .orElseThrow(() -> CommandFailure.usage(
                        OUTPUT + " is missing", "it takes: " + grammar().synopsis()));
        Path file = conversation.folder().resolve(name);
        Bytes limit = limit(words);
        int seconds = seconds(words);
        SessionTrace.Recording recording = begin(driver, words.all().getFirst(), file, limit);
        conversation.doing("Writing " + file + ", Ctrl-C ends it");
        try {
            Duration left = Duration.ofSeconds(seconds);
            while (recording.ended().isEmpty() && left.isPositive() && conversation.pause(PAUSE)) {
                left = seconds == LONGEST ? left : left.minus(PAUSE);
            }
        } finally {
            close(recording, file);
        }
        String why = recording.ended().orElse("");
        String text = recording.packets() + " packets, " + new Bytes(recording.bytes()) + " in " + file + "; " + why
                + (recording.missed() == 0 ? "" : "; " + recording.missed() + " packets came too fast and are missing")
                + ".\n";
        return Answer.done(
                text,
                Answer.object(
                        "file", file.toString(),
                        "packets", recording.packets(),
                        "bytes", recording.bytes(),
                        "missed", recording.missed(),
                        "ended", why));
    }

    private static Bytes limit(Words words) throws CommandFailure {
        String word = words.option(LIMIT).orElse("");
        Bytes limit = word.isEmpty() ? DEFAULT_LIMIT : Bytes.parse(word).orElse(new Bytes(0));
        if (limit.count() < LEAST_LIMIT.count()) {
            throw CommandFailure.usage(
                    "\"" + word + "\" is no size of " + LEAST_LIMIT + " or more",
                    "write bytes, or K, M or G, as in 64M");
        }
        return limit;
    }

    private static int seconds(Words words) throws CommandFailure {
        String word = words.option(SECONDS).orElse(Integer.toString(LONGEST));
        try {
            int seconds = Integer.parseInt(word);
            if (seconds > 0 && seconds <= LONGEST) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw CommandFailure.usage("\"" + word + "\" is no number of seconds", "write 1 to " + LONGEST);
    }

    private static SessionTrace.Recording begin(SessionTrace driver, String initiator, Path file, Bytes limit)
            throws CommandFailure {
        try {
            return driver.record(initiator, file, limit.count());
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.failed(file + " is there already", "name another file, or remove it");
        } catch (IOException e) {
            throw CommandFailure.failed(
                    file + " cannot be made: " + e.getMessage(),
                    "name a file in a folder that the platform may write to");
        }
    }

    private static void close(SessionTrace.Recording recording, Path file) throws CommandFailure {
        try {
            recording.close();
        } catch (IOException e) {
            throw CommandFailure.failed(
                    file + " is not whole: " + e.getMessage(), "look at the space there, and begin anew");
        }
    }
}
