package org.scst.runtime.console.command;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.EventJournal;
import org.scst.core.admin.EventJournal.RecordedEvent;
import org.scst.core.admin.EventProperty;
import org.scst.runtime.console.text.Plain;

/** {@code events}: what has happened, and what happens from now on. */
final class Events implements Command {
    private static final String FOLLOW = "--follow";
    private static final String SINCE = "--since";
    private static final int BEFORE_FOLLOWING = 10;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Services services;

    Events(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String purpose() {
        return "Show the last events, or follow them: logins, devices, portals, configuration, bundles";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[--follow] [--since ID]", 0, 0, Grammar.flag(FOLLOW), Grammar.value(SINCE));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "what has happened, the last 1 000 events"),
                new Example("--follow", "the last ten, then what happens, until Ctrl-C"),
                new Example("--since 120 --json", "what came after event 120, for a program"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        EventJournal journal = services.journal()
                .orElseThrow(() -> CommandFailure.failed(
                        "the journal (org.scst.runtime.health) is not running",
                        "see \"bundles\" and the log; start it"));
        long since = since(words);
        List<RecordedEvent> events = journal.after(since);
        if (words.has(FOLLOW)) {
            boolean all = words.option(SINCE).isPresent();
            int skipped = all ? 0 : Math.max(0, events.size() - BEFORE_FOLLOWING);
            follow(since, events.subList(skipped, events.size()), conversation);
            return Answer.nothingMore();
        }
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(line(event)));
        return Answer.done(
                text.isEmpty()
                        ? "Nothing has happened" + (since > 0 ? " since " + since : "") + ".\n"
                        : text.toString(),
                events.stream().map(Events::json).toList());
    }

    private static long since(Words words) throws CommandFailure {
        String id = words.option(SINCE).orElse("0");
        try {
            long number = Long.parseLong(id);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw CommandFailure.usage("\"" + id + "\" is no id of an event", "give a number, as \"events\" shows it");
    }

    /** The journal may restart meanwhile: its ids go on. */
    private void follow(long since, List<RecordedEvent> first, Conversation conversation) {
        long last = since;
        List<RecordedEvent> news = first;
        do {
            for (RecordedEvent event : news) {
                conversation.say(line(event), json(event));
                last = event.id();
            }
            long known = last;
            news = conversation.pause(LOOK)
                    ? services.journal().map(journal -> journal.after(known)).orElse(List.of())
                    : List.of();
        } while (!conversation.isCancelled());
    }

    private static String line(RecordedEvent event) {
        return String.format(
                "%6d  %s  %-7s  %s%n",
                event.id(),
                time(event),
                Plain.of(text(event, EventProperty.SEVERITY)),
                Plain.of(text(event, EventProperty.MESSAGE)));
    }

    private static String text(RecordedEvent event, EventProperty property) {
        return String.valueOf(event.properties().getOrDefault(property.name(), event.topic()));
    }

    private static Instant time(RecordedEvent event) {
        long millis = event.properties().get(EventProperty.TIMESTAMP.name()) instanceof Long when ? when : 0;
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Object json(RecordedEvent event) {
        Map<String, Object> json = Answer.object("id", event.id(), "topic", event.topic());
        new TreeMap<>(event.properties())
                .forEach((name, value) -> json.put(name, value instanceof String[] texts ? List.of(texts) : value));
        return json;
    }
}
