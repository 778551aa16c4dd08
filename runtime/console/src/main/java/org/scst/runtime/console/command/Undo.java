package org.scst.runtime.console.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.runtime.console.text.Table;

/** {@code undo}: brings the configuration files back to what they were before a change, as one change. */
final class Undo implements Command {
    private static final String LIST = "--list";
    private static final int FILES_SHOWN = 4;

    private final Services services;
    private final Changes changes;

    Undo(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "undo";
    }

    @Override
    public String purpose() {
        return "Bring the configuration files back to what they were before the last change, or before the one with this"
                + " number; undo it in turn to go forward again";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                "[--list] [VERSION] [--force]", 0, 1, Grammar.flag(LIST), Grammar.flag(TouchedSessions.FORCE));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("--list", "the changes that can be taken back"),
                new Example("", "take back the last change"),
                new Example("12", "go back to what the files were before change 12"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        if (words.has(LIST)) {
            return list(changes.await(conversation, services.configuration().versions()));
        }
        OptionalLong version = version(words.word(0));
        boolean force = words.has(TouchedSessions.FORCE);
        return changes.exclusively(conversation, objects -> {
            if (!force) {
                Apply.refuseLoss(
                        changes.await(conversation, services.configuration().planUndo(version)), "undo");
            }
            conversation.doing("Waiting until the change is in force");
            return Apply.answer(
                    changes.await(conversation, services.configuration().undo(version, force)), "");
        });
    }

    private static OptionalLong version(Optional<String> word) throws CommandFailure {
        if (word.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!word.get().matches("[0-9]{1,15}")) {
            throw CommandFailure.usage(
                    "\"" + word.get() + "\" is no number of a change", "\"undo --list\" shows their numbers");
        }
        return OptionalLong.of(Long.parseLong(word.get()));
    }

    private static Answer list(List<ConfigurationVersion> versions) {
        Table table = new Table()
                .column("VERSION", "version")
                .column("TIME", "time")
                .column("BY", "by")
                .column("FILES", "files");
        versions.forEach(version ->
                table.row(version.number(), version.time().toString(), version.origin(), files(version.files())));
        List<Map<String, Object>> rows = table.json();
        for (int i = 0; i < versions.size(); i++) {
            rows.get(i).put("files", json(versions.get(i).files()));
        }
        return Answer.done(table.text("No change is recorded."), rows);
    }

    /** A change in one line. */
    static String line(ConfigurationVersion version) {
        return version.number() + ", by " + version.origin() + " at " + version.time() + ": " + files(version.files());
    }

    private static String files(Map<String, ConfigurationVersion.Kind> files) {
        String shown = new TreeMap<>(files)
                .entrySet().stream()
                        .limit(FILES_SHOWN)
                        .map(file -> file.getKey() + " " + word(file.getValue()))
                        .collect(Collectors.joining(", "));
        return files.size() > FILES_SHOWN ? shown + ", and " + (files.size() - FILES_SHOWN) + " more" : shown;
    }

    private static Map<String, String> json(Map<String, ConfigurationVersion.Kind> files) {
        Map<String, String> words = new TreeMap<>();
        files.forEach((file, kind) -> words.put(file, word(kind)));
        return words;
    }

    private static String word(ConfigurationVersion.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
