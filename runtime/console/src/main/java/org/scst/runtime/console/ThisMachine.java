package org.scst.runtime.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.scst.runtime.console.command.Environment;

/**
 * The machine that the platform runs on.
 *
 * <p><i>Threading:</i> immutable; {@link #await} waits on the caller's thread.
 *
 * @param home folder of the installation
 * @param etc folder of configuration files
 * @param state folder of what must survive a restart
 * @param logFile that is logged to
 */
record ThisMachine(Path home, Path etc, Path state, Path logFile) implements Environment {
    private static final Duration PAUSE = Duration.ofMillis(20);

    @Override
    public Path disks() {
        return home.resolve("disks");
    }

    @Override
    public String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }

    @Override
    public void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                .execute(task);
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return condition.getAsBoolean();
            }
        }
        return true;
    }
}
