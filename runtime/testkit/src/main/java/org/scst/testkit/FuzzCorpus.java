package org.scst.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs of a fuzz target that are kept in {@code runtime/fuzz/corpus}: what it begins with, and what it has found. Tests replay
 * them, so that what was cured stays cured.
 *
 * <p><em>Threading:</em> stateless.
 */
public final class FuzzCorpus {
    private static final Path CORPUS = Path.of("../runtime/fuzz/corpus");

    private FuzzCorpus() {}

    /** A fuzz target's entry. */
    @FunctionalInterface
    public interface Target {
        void take(byte[] input) throws Exception;
    }

    /** Replays every input of the target; a failure names the file. */
    public static void replay(String name, Target target) {
        List<Path> inputs = inputs(name);
        if (inputs.isEmpty()) {
            throw new AssertionError("no inputs in " + CORPUS.resolve(name));
        }
        for (Path input : inputs) {
            try {
                target.take(Files.readAllBytes(input));
            } catch (Exception | AssertionError e) {
                throw new AssertionError(input + ": " + e, e);
            }
        }
    }

    private static List<Path> inputs(String name) {
        try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
