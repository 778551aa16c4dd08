package org.scst.runtime.console.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
 */
record ExportRequest(
        String name,
        Optional<Bytes> size,
        Optional<Path> file,
        Optional<String> target,
        Optional<Integer> lun,
        boolean readOnly,
        Optional<String> type) {
    private static final int MOST_LUN = 16383;

    /** The kind of storage that is a file. */
    static final String FILE_TYPE = "fileio";

    static Grammar grammar() {
        return Grammar.of(
                "NAME [SIZE] [--file PATH] [--target IQN] [--lun N] [--read-only] [--type fileio|nullio]",
                1,
                2,
                Grammar.value("--file"),
                Grammar.value("--target"),
                Grammar.value("--lun"),
                Grammar.flag("--read-only"),
                Grammar.value("--type"));
    }

    static ExportRequest of(Words words, Path folder) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,49}")) {
            throw CommandFailure.usage(
                    "\"" + name + "\" cannot be the name of a disk",
                    "use at most 50 letters, digits, \".\", \"_\" and \"-\", a letter or digit first");
        }
        Optional<Bytes> size = Optional.empty();
        if (words.word(1).isPresent()) {
            size = Optional.of(Sizes.parse(words.word(1).get()));
        }
        Optional<Integer> lun = Optional.empty();
        if (words.option("--lun").isPresent()) {
            lun = Optional.of(lun(words.option("--lun").get()));
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
        return new ExportRequest(name, size, file, words.option("--target"), lun, words.has("--read-only"), type);
    }

    private static int lun(String word) throws CommandFailure {
        if (!word.matches("[0-9]{1,5}") || Integer.parseInt(word) > MOST_LUN) {
            throw CommandFailure.usage("\"" + word + "\" is no LUN", "write a number from 0 to " + MOST_LUN);
        }
        return Integer.parseInt(word);
    }

    private static Path file(String word, Path folder) throws CommandFailure {
        try {
            return folder.resolve(word).normalize();
        } catch (InvalidPathException e) {
            throw CommandFailure.usage("\"" + word + "\" is no path", "name a file");
        }
    }
}
