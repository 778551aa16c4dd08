package org.scst.runtime.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.framework.BundleException;

/**
 * The part of a process that has been started beside the one that serves: it rehearses, waits for its turn, and then takes the home with
 * what the process before has left.
 *
 * <p><i>Threading:</i> confined to the thread that starts the platform.
 */
final class Understudy {
    /** For the mid-layer, as after an update of it: numbers of the descriptors that were left, first that of the memory. */
    private static final String LEFT = "scst.passage.left";

    private static final Duration START_LIMIT = Duration.ofSeconds(50);

    private final Home home;
    private final Path own;
    private final TakeOver before;

    /**
     * Prepares.
     *
     * @param home that the process before serves
     * @param own folder of this process's own
     * @param before the way to the process before
     */
    Understudy(Home home, Path own, TakeOver before) {
        this.home = home;
        this.own = own;
        this.before = before;
    }

    /**
     * Returns when the home is this process's, and has bundles find it; or when nobody wants it to follow any more: then the home is
     * nobody's.
     *
     * @return whether this process follows
     * @throws IOException when this process cannot follow; the one before has been told
     */
    boolean rehearse(Platform platform) throws IOException, BundleException, InterruptedException {
        before.begin();
        SacrificeScore score = SacrificeScore.offer(Path.of("/proc/self/oom_score_adj"));
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            // What a rehearsal says is nobody's concern.
            System.setOut(new PrintStream(OutputStream.nullOutputStream()));
            System.setErr(System.out);
            rehearseUnheard(platform);
        } catch (IOException | BundleException | RuntimeException failure) {
            before.failed(String.valueOf(failure.getMessage()));
            throw failure;
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        before.warm(ProcessHandle.current().pid());
        List<Integer> left = before.await();
        // Whoever stops the target takes the wish back, and has seen the process before at most.
        if (!Files.exists(home.restartWish())) {
            return false;
        }
        System.setProperty(Main.BEGUN, String.valueOf(System.currentTimeMillis() * 1000));
        score.withdraw();
        takeHome(left);
        return true;
    }

    private void rehearseUnheard(Platform platform) throws IOException, BundleException, InterruptedException {
        Rehearsal rehearsal = new Rehearsal(own.resolve("rehearsal"), home);
        rehearsal.begin();
        List<String> failures = platform.start();
        if (!failures.isEmpty()) {
            throw new IOException(String.join("; ", failures));
        }
        Optional<Map<String, Object>> answer = Main.awaitAnswer(platform, START_LIMIT);
        if (!answer.map(Main::isListening).orElse(false)) {
            throw new IOException("logins are not answered in a rehearsal: " + answer);
        }
        rehearsal.end(platform);
    }

    private void takeHome(List<Integer> left) throws IOException {
        if (!left.isEmpty()) {
            System.setProperty(LEFT, left.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
        home.announce();
        // Whoever has asked for the restart takes what is there from then on for this process's.
        Files.deleteIfExists(home.consoleSocket());
        Path link = own.resolve("link");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, home.run().relativize(own).resolve("platform"));
        Files.move(link, home.platform(), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(home.keepWish());
        Files.deleteIfExists(home.restartWish());
    }
}
