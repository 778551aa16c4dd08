package org.scst.runtime.configuration.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.GenerationReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers the generations, gives each to core and tells those who wait what became of it.
 *
 * <p><i>Threading:</i> confined to the configuration thread, to which core's answers are handed back; {@link #administration}
 * may be read on any thread.
 */
final class Generations {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Executor thread;
    private final Ticker ticker;
    private final Supplier<List<FileProblem>> problems;
    private final List<Waiter> waiters = new ArrayList<>();
    private volatile Administration administration;
    private long started;
    private long inForce;
    private String failure = "";

    Generations(Executor thread, Ticker ticker, Supplier<List<FileProblem>> problems) {
        this.thread = thread;
        this.ticker = ticker;
        this.problems = problems;
    }

    /** Core's service, null while core is away. */
    Administration administration() {
        return administration;
    }

    void administration(Administration service) {
        administration = service;
    }

    /** Asks core to bring into force what Config Admin holds now. */
    void apply() {
        Administration core = administration;
        if (core == null) {
            return;
        }
        started = Math.max(started, core.platform().generation()) + 1;
        long generation = started;
        core.apply(generation).whenCompleteAsync((report, e) -> ended(generation, report, e), thread);
    }

    /** Tells once everything that was started is in force; at once when it is already. */
    void whenInForce(Set<String> files, CompletableFuture<ChangeReport> report) {
        Waiter waiter = new Waiter(started, files, ticker.nanos() + LIMIT.toNanos(), report);
        if (administration == null) {
            tell(
                    waiter,
                    List.of(new FileProblem(
                            "",
                            0,
                            "the core is not running; the files are written",
                            "start org.scst.core; it applies them then")));
        } else if (inForce >= started) {
            tell(waiter, List.of());
        } else {
            waiters.add(waiter);
        }
    }

    /** Ends the waiting of those whose time is over; returns the nanoseconds until the next one's is. */
    long expire() {
        long now = ticker.nanos();
        long next = LIMIT.toNanos();
        for (Iterator<Waiter> i = waiters.iterator(); i.hasNext(); ) {
            Waiter waiter = i.next();
            long left = waiter.deadline() - now;
            if (left > 0) {
                next = Math.min(next, left);
                continue;
            }
            i.remove();
            tell(
                    waiter,
                    List.of(new FileProblem(
                            "",
                            0,
                            "generation " + waiter.generation() + " is not in force after " + LIMIT.toSeconds() + " s",
                            "look at the status and the log; the files are written")));
        }
        return next;
    }

    private void ended(long generation, GenerationReport report, Throwable e) {
        if (e instanceof CancellationException) {
            // Core stops: whoever waits goes on waiting for the next one, which is told what holds when it comes.
            LOG.debug("Generation {} is left to the next core", generation);
            return;
        }
        if (e != null) {
            LOG.error("Core failed to apply generation {}", generation, e);
            failure = "the core failed to apply generation " + generation + ": " + e.getMessage();
        } else {
            LOG.info(
                    "Generation {} is in force, {} problems",
                    report.generation(),
                    report.problems().size());
            failure = "";
        }
        inForce = Math.max(inForce, generation);
        List<FileProblem> extra =
                failure.isEmpty() ? List.of() : List.of(new FileProblem("", 0, failure, "look at the log"));
        for (Iterator<Waiter> i = waiters.iterator(); i.hasNext(); ) {
            Waiter waiter = i.next();
            if (waiter.generation() <= inForce) {
                i.remove();
                tell(waiter, extra);
            }
        }
    }

    private void tell(Waiter waiter, List<FileProblem> extra) {
        List<FileProblem> told = new ArrayList<>(extra);
        problems.get().stream().filter(problem -> waiter.wants(problem.file())).forEach(told::add);
        waiter.report().complete(new ChangeReport(inForce, told));
    }
}
