package org.scst.runtime.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;

/**
 * The end of the process, and what comes after it: nothing; the next program in this process; a process that the service manager starts;
 * or one that has been started beside this one and is told to go on.
 *
 * <p><i>Threading:</i> the shutdown hook's thread.
 */
final class OrderlyStop implements Runnable {
    /** Set by the launcher when it leaves after the start. */
    static final String BACKGROUND = "scst.background";

    /** The launcher's script, for a restart. */
    private static final String LAUNCHER = System.getProperty("scst.launcher");

    /** An operator was promised 10 s; what hangs longer is left behind. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** Options of the virtual machine with a port or file that two processes cannot have at once. */
    private static final Pattern ONE_PER_MACHINE = Pattern.compile("-agent|-javaagent|jmxremote\\.");

    private static final String JAVA_OPTIONS =
            Optional.ofNullable(System.getenv("SCST_JAVA_OPTIONS")).orElse("");

    private final Home home;
    private final Path own;
    private final Platform platform;
    private final RunLock lock;
    private final Supervisor manager;
    private final PrintStream out;

    /**
     * Prepares.
     *
     * @param own folder of this process's own, with the distribution that it runs from
     * @param lock released at the end, or handed on
     */
    OrderlyStop(Home home, Path own, Platform platform, RunLock lock, Supervisor manager, PrintStream out) {
        this.home = home;
        this.own = own;
        this.platform = platform;
        this.lock = lock;
        this.manager = manager;
        this.out = out;
    }

    @Override
    public void run() {
        // A start that failed has been stopped already, and has more to say than that.
        boolean ran = platform.isRunning();
        boolean again = ran && LAUNCHER != null && wanted();
        boolean kept = ran && isKept();
        if (again) {
            manager.restarting();
        } else {
            manager.stopping();
        }
        try {
            Optional<NextProcess> next = again ? beside() : Optional.empty();
            say(ran, "Stopping: commands are drained and disks flushed");
            boolean inOrder = again || kept ? stopForNext() : platform.stop(LIMIT);
            // What hangs in storage would hang a new program too: then it is a process of its own that follows.
            // "scst stop" takes the wish back: the end that somebody asks for meanwhile is the end.
            boolean goesOn = again && inOrder && wanted();
            if (goesOn && next.isPresent() && handOver(next.get())) {
                return;
            }
            boolean alone = next.isEmpty() || next.get().end();
            boolean becomes = goesOn && alone && wanted();
            if (becomes) {
                lock.handOn(ProcessHandle.current().pid());
            } else {
                lock.close();
            }
            say(ran && inOrder, "Stopped");
            if (becomes) {
                program().become();
            } else if (inOrder && isKept()) {
                manager.keep(NextProgram.left());
            }
            if (!inOrder) {
                System.err.println(
                        "Stopped without waiting longer for what still hung after " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (BundleException | IOException failure) {
            System.err.println("Did not stop in order: " + failure);
        }
    }

    private boolean wanted() {
        return Files.exists(home.restartWish());
    }

    /** The service manager may begin a restart of its own in the midst of one of ours. */
    private boolean isKept() {
        return manager.present() && Files.exists(home.keepWish());
    }

    private NextProgram program() {
        return new NextProgram(Path.of(LAUNCHER), home.run(), home.startLock(), Boolean.getBoolean(BACKGROUND));
    }

    /**
     * Starts the next process while all are served. Nothing here depends on it: if it does not come up it ends, and the program that
     * follows in this process is of the distribution that has served until now.
     *
     * @return the next process, warm; or one that has perhaps not ended yet
     */
    private Optional<NextProcess> beside() {
        // Whoever has started this process in a terminal, or watches it in another way, waits for this one.
        if (!Boolean.getBoolean(BACKGROUND) && !manager.followsProcesses()) {
            return Optional.empty();
        }
        try {
            String folder = Files.readString(home.restartWish()).strip();
            if (folder.isEmpty()
                    || ONE_PER_MACHINE.matcher(JAVA_OPTIONS).find()
                    || !MemoryRoom.ofThisProcess().hasRoomForAnother()) {
                return Optional.empty();
            }
            NextProcess next = program().startBeside(folder);
            if (!next.awaitWarm(NextProcess.WARM_LIMIT, this::wanted)) {
                // Initiators are served meanwhile; without it being gone nobody could go on after the stop.
                boolean gone = next.end();
                while (!gone && wanted()) {
                    gone = next.end();
                }
                stayWithOwn(next.failure());
            }
            return Optional.of(next);
        } catch (IOException failure) {
            stayWithOwn(failure.getMessage());
            return Optional.empty();
        }
    }

    /** What does not come up beside this process would not come up in its place. */
    private void stayWithOwn(String cause) {
        System.err.println("The next process does not come up beside this one: " + cause);
        try {
            // In place: names are of one length, so that a full disk has room for it, and a wish that was taken back
            // stays away.
            Files.writeString(home.restartWish(), own.getFileName() + "\n", StandardOpenOption.WRITE);
            Files.writeString(home.restartFailure(), cause + "\n");
        } catch (IOException full) {
            System.err.println("That cannot be written down: " + full);
        }
    }

    /** Returns false when the next process cannot have begun. */
    private boolean handOver(NextProcess next) throws IOException, InterruptedException {
        if (!next.give(NextProgram.left())) {
            return false;
        }
        // From here on everybody finds that one, whichever of the two they ask.
        lock.handOn(next.pid());
        manager.follow(next.pid());
        if (!next.go()) {
            return false;
        }
        manager.awaitHeard();
        return true;
    }

    /** What initiators wait for: nothing else of the platform is stopped, which ends with this program anyway. */
    private boolean stopForNext() throws InterruptedException {
        System.setProperty(NextProgram.WANTED, "true");
        return platform.stopProduct(LIMIT);
    }

    private void say(boolean ifSo, String sentence) {
        if (ifSo) {
            out.println(sentence);
        }
    }
}
