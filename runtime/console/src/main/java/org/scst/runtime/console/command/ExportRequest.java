package org.scst.runtime.console.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scst.runtime.console.text.Bytes;

/**
 * What the words of one {@code export} ask for.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name of the disk
 * @param size of the disk, if it is said
 * @param file with its data, absolute, if it is said
 * @param target name of a target, if it is said
 * @param lun the LUN's number, if it is said
 * @param readOnly whether initiators may only read
 * @param type kind of storage, if it is said
 * @param initiators for whom, empty for all
 * @param portal where to listen besides, if it is said
 * @param agreed that nobody authenticates initiators
 * @param force to touch live sessions
 */
record ExportRequest(
        String name,
        Optional<Bytes> size,
        Optional<Path> file,
        Optional<String> target,
        Optional<Integer> lun,
        boolean readOnly,
        Optional<String> type,
        List<String> initiators,
        Optional<PortalName> portal,
        boolean agreed,
        boolean force) {

    /** The kind of storage that is a file. */
    static final String FILE_TYPE = "fileio";

    static Grammar grammar() {
        return Grammar.of(
                        "NAME [SIZE] [--file PATH] [--target IQN] [--lun N] [--read-only] [--type fileio|nullio]"
                                + " [--initiator NAME]... [--portal ADDRESS[:PORT]] [--allow-unauthenticated] [--force]",
                        1,
                        2,
                        Grammar.value("--file", Noun.FILE),
                        Grammar.value("--target", Noun.TARGET),
                        Grammar.values("--initiator", Noun.INITIATOR),
                        Grammar.value("--portal", Noun.PORTAL),
                        Grammar.flag(PortalCommand.AGREED),
                        Grammar.flag(TouchedSessions.FORCE),
                        Grammar.value("--lun"),
                        Grammar.flag("--read-only"),
                        Grammar.value("--type", Noun.choice("fileio", "nullio")))
                .with(Noun.DEVICE, Noun.ANYTHING);
    }

    static ExportRequest of(Words words, Path folder) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        ConfiguredObjects.requireName(name, "disk");
        Optional<Bytes> size = Optional.empty();
        if (words.word(1).isPresent()) {
            size = Optional.of(Sizes.parse(words.word(1).get()));
        }
        Optional<Integer> lun = Optional.empty();
        if (words.option("--lun").isPresent()) {
            lun = Optional.of(LunPlace.parse(words.option("--lun").get()));
        }
        Optional<Path> file = Optional.empty();
        if (words.option("--file").isPresent()) {
            file = Optional.of(file(words.option("--file").get(), folder));
        }
        Optional<String> type = words.option("--type");
        if (file.isPresent() && !type.orElse(FILE_TYPE).equals(FILE_TYPE)) {
            throw CommandFailure.usage(
                    "--type " + type.get() + " keeps nothing in a file", "leave out --file or --type");
        }
        List<String> initiators = new ArrayList<>();
        for (String initiator : words.values("--initiator")) {
            initiators.add(InitiatorName.requirePattern(initiator));
        }
        Optional<PortalName> portal = Optional.empty();
        if (words.option("--portal").isPresent()) {
            portal = Optional.of(PortalName.parse(words.option("--portal").get()));
        }
        return new ExportRequest(
                name,
                size,
                file,
                words.option("--target"),
                lun,
                words.has("--read-only"),
                type,
                List.copyOf(initiators),
                portal,
                words.has(PortalCommand.AGREED),
                words.has(TouchedSessions.FORCE));
    }

    private static Path file(String word, Path folder) throws CommandFailure {
        try {
            return folder.resolve(word).normalize();
        } catch (InvalidPathException e) {
            throw CommandFailure.usage("\"" + word + "\" is no path", "name a file");
        }
    }
}
