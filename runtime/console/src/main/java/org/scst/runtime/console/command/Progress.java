package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.function.Consumer;
import org.scst.runtime.console.text.Plain;

/**
 * Says on standard error what a command waits for, once it has waited for a second and then every ten: an operator should not have to
 * guess whether something hangs.
 *
 * <p><i>Threading:</i> thread-safe by its lock.
 */
final class Progress {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration NEXT = Duration.ofSeconds(10);

    private final Environment environment;
    private final Consumer<String> errors;
    private long step;

    Progress(Environment environment, Consumer<String> errors) {
        this.environment = environment;
        this.errors = errors;
    }

    /** What the command does from now on, for example "Waiting until the change is in force". */
    synchronized void doing(String what) {
        long mine = ++step;
        environment.later(FIRST, () -> report(mine, what, FIRST));
    }

    /** Nothing that needs patience. */
    synchronized void quiet() {
        step++;
    }

    private synchronized void report(long mine, String what, Duration waited) {
        if (mine == step) {
            errors.accept(Plain.of(what + " (" + waited.toSeconds() + " s) ...") + "\n");
            environment.later(NEXT, () -> report(mine, what, waited.plus(NEXT)));
        }
    }
}
