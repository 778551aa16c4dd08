package org.scst.runtime.app;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleException;

/**
 * The process: takes the home, starts the platform, says when it is ready, stops it in order.
 *
 * <p>Started by the launcher script, which sets the folders as system properties (see {@link Home}) and
 * {@code scst.distribution}, the folder that holds {@code bundle/} and {@code load/}. It reads the last line of the
 * start's output: it begins with {@value #READY} or {@value #NOT_READY}.
 *
 * <p>A service manager that started it (systemd) is told of the same moments, and, when it watches, that the platform lives.
 *
 * <p><i>Threading:</i> the main thread starts and waits; a shutdown hook stops.
 */
public final class Main {
    static final String READY = "Ready";
    static final String NOT_READY = "Not ready";

    /** When the launcher began to start this process, in microseconds since 1970. */
    static final String BEGUN = "scst.begun";

    /** Set by the launcher: a folder of this process's own. */
    private static final String OWN = "scst.own";

    /** In the environment when the service manager has given this process what the one before has left. */
    private static final String KEPT = "SCST_KEPT";

    private static final int FAILED = 1;
    private static final String CONDITION = "org.osgi.service.condition.Condition";
    private static final String CONDITION_ID = "osgi.condition.id";
    /** The mid-layer says by the first that logins are answered, by the second that they never will be. */
    private static final String LISTENING = "org.scst.listening";

    private static final String CORE_FAILED = "org.scst.core.failed";
    private static final String EITHER =
            "(|(" + CONDITION_ID + "=" + LISTENING + ")(" + CONDITION_ID + "=" + CORE_FAILED + "))";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final PrintStream out;
    private final Home home;
    private final Path distribution;
    private final Path own;
    private final Supervisor manager =
            Supervisor.of(System::getenv, ProcessHandle.current().pid(), System.err);

    private Main(PrintStream out, Home home, Path distribution) {
        this.out = out;
        this.home = home;
        this.distribution = distribution;
        this.own = Path.of(System.getProperty(OWN, home.run().toString()));
    }

    /** Runs until the process is asked to end. */
    public static void main(String[] words) {
        HeadStart.begin();
        PrintStream out = new PrintStream(System.out, true, Charset.defaultCharset());
        try {
            Home home = Home.of(System::getProperty);
            Path distribution =
                    Path.of(System.getProperty("scst.distribution", ".")).toAbsolutePath();
            new Main(out, home, distribution).run();
            System.exit(0);
        } catch (RunLock.HeldException | NotStartedException known) {
            out.println(NOT_READY + ": " + known.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException | BundleException | RuntimeException failure) {
            out.println(NOT_READY + ": " + failure);
        }
        System.exit(FAILED);
    }

    /** The platform can never be ready, and has been stopped again. */
    private static final class NotStartedException extends Exception {
        private static final long serialVersionUID = 1L;

        NotStartedException(String causeAndCure) {
            super(causeAndCure);
        }
    }

    private void run()
            throws IOException, RunLock.HeldException, NotStartedException, BundleException, InterruptedException {
        Optional<TakeOver> before =
                TakeOver.of(System::getProperty, () -> Runtime.getRuntime().halt(FAILED));
        Platform platform = new Platform(distribution, own.resolve("framework"));
        if (before.isPresent()) {
            if (!new Understudy(home, own, before.get()).rehearse(platform)) {
                return;
            }
            goOn(platform);
        } else {
            begin(platform);
        }
        sayWhetherReady(platform);
        if (Boolean.getBoolean(OrderlyStop.BACKGROUND)) {
            // Nobody reads on, and what nobody reads must not fill a disk: the log has it all, within bounds.
            System.out.close();
            System.err.close();
        }
        platform.awaitStop();
    }

    private void begin(Platform platform)
            throws IOException, RunLock.HeldException, BundleException, InterruptedException {
        home.create();
        if (System.getenv(KEPT) != null) {
            manager.forgetKept();
        }
        take(platform);
        if (new ExampleDisk(home, Main::hostName).createIfHomeIsEmpty()) {
            out.println("First start: made an example disk of 1 GiB in " + home.disks());
        }
        start(platform).forEach(failure -> out.println("Bundle " + failure));
    }

    /** The process before has left the home to this one. */
    private void goOn(Platform platform)
            throws IOException, RunLock.HeldException, BundleException, InterruptedException {
        take(platform);
        platform.startProduct(START_LIMIT).forEach(failure -> out.println("Bundle " + failure));
    }

    private void take(Platform platform) throws IOException, RunLock.HeldException {
        RunLock lock = RunLock.take(home.lockFile(), ProcessHandle.current().pid());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(new OrderlyStop(home, own, platform, lock, manager, out), "scst-stop"));
    }

    /** The framework waits for a bundle that hangs in its start; whoever waits for this process is told which. */
    private List<String> start(Platform platform) throws BundleException, IOException {
        Thread clock = Thread.ofPlatform().daemon().name("scst-start").start(() -> {
            try {
                Thread.sleep(START_LIMIT);
                sayWhoHangs(platform.starting());
            } catch (InterruptedException started) {
                // All is well.
            }
        });
        try {
            return platform.start();
        } finally {
            clock.interrupt();
        }
    }

    private void sayWhoHangs(List<String> starting) {
        String who = starting.isEmpty() ? "the framework" : String.join(", ", starting);
        String sentence = NOT_READY + ": " + who + " has not ended its start within " + START_LIMIT.toSeconds()
                + " s; the process goes on waiting for it, ./scst stop ends it; a bundle that was deployed lies in "
                + home.home().resolve("load") + ": take it out, or put a corrected jar there";
        out.println(sentence);
        manager.status(sentence);
    }

    /** What the mid-layer says first: that logins are answered, or why they never will be; nothing within the limit. */
    static Optional<Map<String, Object>> awaitAnswer(Platform platform, Duration limit) throws InterruptedException {
        return platform.awaitService(CONDITION, EITHER, limit);
    }

    static boolean isListening(Map<String, Object> answer) {
        return LISTENING.equals(answer.get(CONDITION_ID));
    }

    private void sayWhetherReady(Platform platform) throws NotStartedException, BundleException, InterruptedException {
        Optional<Map<String, Object>> answer = awaitAnswer(platform, START_LIMIT);
        if (answer.isPresent() && !isListening(answer.get())) {
            String failure = answer.get().get("cause") + ": " + answer.get().get("cure");
            manager.status(NOT_READY + ": " + failure);
            platform.stop(OrderlyStop.LIMIT);
            throw new NotStartedException(failure);
        } else if (answer.isPresent()) {
            out.println(READY + " after " + millisSinceStart() + " ms: pid "
                    + ProcessHandle.current().pid() + ", home " + home.home());
            tellManager(platform);
        } else if (platform.isRunning()) {
            out.println(NOT_READY + ": the mid-layer (org.scst.core) did not come up within " + START_LIMIT.toSeconds()
                    + " s; the process goes on waiting for it, ./scst stop ends it; see "
                    + home.log().resolve("scst.log"));
        }
    }

    private void tellManager(Platform platform) {
        String status = "Logins are answered; configuration in " + home.etc();
        manager.ready(status);
        manager.watchdog()
                .ifPresent(
                        limit -> new Watchdog(manager, limit, platform::heartbeats, status, System.nanoTime()).start());
    }

    /** Since the launcher began; the system knows the start of a process only to the second. */
    private static long millisSinceStart() {
        Duration now = Duration.between(Instant.EPOCH, Instant.now());
        return now.toMillis()
                - TimeUnit.MICROSECONDS.toMillis(Long.getLong(BEGUN, TimeUnit.MILLISECONDS.toMicros(now.toMillis())));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "";
        }
    }
}
