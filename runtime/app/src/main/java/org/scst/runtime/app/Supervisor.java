package org.scst.runtime.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whoever started the process and wants to know how it is: systemd, when the unit is of {@code Type=notify}; else nobody.
 *
 * <p>The states are those of {@code sd_notify(3)}.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Supervisor {
    private final NotifySocket socket;
    private final Duration watchdog;
    private final PrintStream errors;
    private volatile boolean failed;

    private Supervisor(NotifySocket socket, Duration watchdog, PrintStream errors) {
        this.socket = socket;
        this.watchdog = watchdog;
        this.errors = errors;
    }

    /**
     * The one that the environment names.
     *
     * @param environment gives {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC}, {@code WATCHDOG_PID}
     * @param pid of this process
     * @param errors takes what is wrong with them: a target that serves must not end over it
     */
    static Supervisor of(UnaryOperator<String> environment, long pid, PrintStream errors) {
        String name = environment.apply("NOTIFY_SOCKET");
        if (name == null || name.isEmpty()) {
            return new Supervisor(null, null, errors);
        }
        try {
            return new Supervisor(new NotifySocket(name), watchdog(environment, pid), errors);
        } catch (IOException | NumberFormatException wrong) {
            errors.println("The service manager is not told anything: NOTIFY_SOCKET or WATCHDOG_USEC is wrong, "
                    + wrong.getMessage());
            return new Supervisor(null, null, errors);
        }
    }

    private static Duration watchdog(UnaryOperator<String> environment, long pid) {
        String micros = environment.apply("WATCHDOG_USEC");
        String whose = environment.apply("WATCHDOG_PID");
        boolean ours = whose == null || whose.isEmpty() || Long.parseLong(whose) == pid;
        if (micros == null || micros.isEmpty() || !ours || Long.parseLong(micros) <= 0) {
            return null;
        }
        return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
    }

    /** How long after the last {@link #alive} it ends the process; empty when it does not watch. */
    Optional<Duration> watchdog() {
        return Optional.ofNullable(watchdog);
    }

    /** Whether somebody wants to know. */
    boolean present() {
        return socket != null;
    }

    /** Whether it knows another process as the service when it is told to {@link #follow}: systemd does, and must be this one's parent. */
    boolean followsProcesses() {
        return socket != null
                && ProcessHandle.current().parent().map(Supervisor::isSystemd).orElse(false);
    }

    private static boolean isSystemd(ProcessHandle parent) {
        try {
            return Files.readString(Path.of("/proc/" + parent.pid() + "/comm"))
                    .strip()
                    .equals("systemd");
        } catch (IOException hidden) {
            return false;
        }
    }

    /**
     * Has it keep these descriptors for the process that it starts next.
     *
     * @param descriptors the first that of the memory that says what the others are; none: nothing is kept
     */
    void keep(List<Integer> descriptors) throws InterruptedException {
        if (socket == null || descriptors.isEmpty()) {
            return;
        }
        try {
            new DescriptorStore(socket).keep(descriptors);
        } catch (IOException failure) {
            errors.println("Connections do not go on: " + failure.getMessage());
        }
    }

    /** Has it keep nothing of what it has given to this process. */
    void forgetKept() throws InterruptedException {
        if (socket == null) {
            return;
        }
        try {
            new DescriptorStore(socket).forget();
        } catch (IOException failure) {
            errors.println("The service manager goes on keeping sockets of this process: " + failure.getMessage());
        }
    }

    /** Logins are answered. */
    void ready(String status) {
        send("READY=1\nSTATUS=" + line(status));
    }

    /** One sentence for {@code systemctl status}. */
    void status(String status) {
        send("STATUS=" + line(status));
    }

    void alive() {
        send("WATCHDOG=1");
    }

    /** It stops and starts again in this process, and will be {@link #ready} then. */
    void restarting() {
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000 + "\nSTATUS=Restarting: connections go on");
    }

    /**
     * The process with this id is the service from now on, and this one will end.
     *
     * @param pid of a process in the same control group
     */
    void follow(long pid) {
        send("MAINPID=" + pid);
    }

    /** Returns when it has heard what was said before, or does not hear at all: after the end of this process it may not know whose words they are. */
    void awaitHeard() throws InterruptedException {
        if (socket == null) {
            return;
        }
        try {
            new DescriptorStore(socket).awaitTaken();
        } catch (IOException failure) {
            errors.println("The service manager does not listen: " + failure.getMessage());
        }
    }

    void stopping() {
        send("STOPPING=1\nSTATUS=Stopping: commands are drained and disks flushed");
    }

    /** A line break would begin another state. */
    private static String line(String status) {
        return status.replaceAll("\\p{Cntrl}", " ");
    }

    private void send(String states) {
        if (socket == null) {
            return;
        }
        try {
            socket.send(states);
            failed = false;
        } catch (IOException failure) {
            if (!failed) {
                errors.println("The service manager does not listen: " + failure.getMessage());
            }
            failed = true;
        }
    }
}
