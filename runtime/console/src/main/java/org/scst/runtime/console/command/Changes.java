package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;

/**
 * The way of commands to the configuration files. One command at a time changes them: what it decides from what it read, for
 * example a free LUN, is still so when it writes.
 *
 * <p><i>Threading:</i> thread-safe by a lock.
 */
final class Changes {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Services services;
    private final Environment environment;

    Changes(Services services, Environment environment) {
        this.services = services;
        this.environment = environment;
    }

    /** Something to do while nobody else changes files. */
    interface Work {
        Answer run(ConfiguredObjects objects) throws CommandFailure;
    }

    /** Does the work with what the files say now. */
    Answer exclusively(Work work) throws CommandFailure {
        lock.lock();
        try {
            await(services.configuration().rescan());
            return work.run(new ConfiguredObjects(services.configuration().objects()));
        } finally {
            lock.unlock();
        }
    }

    /** Applies all edits or none; returns when they are in force. */
    ChangeReport apply(List<Edit> edits) throws CommandFailure {
        return await(services.configuration().change(edits));
    }

    /** Waits until something that follows from a change holds. */
    boolean settles(BooleanSupplier condition) {
        return environment.await(condition, READY_LIMIT);
    }

    private static ChangeReport await(CompletionStage<ChangeReport> stage) throws CommandFailure {
        try {
            return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ChangeRefusedException refused) {
                throw new CommandFailure(
                        ExitStatus.FAILED, "the configuration refuses the change", "", refused.problems());
            }
            throw CommandFailure.failed("the configuration failed: " + e.getCause(), "see the log");
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "no answer from the configuration within " + LIMIT.toSeconds() + " s",
                    "look at \"status\"",
                    List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(
                    ExitStatus.PARTLY, "the platform is stopping", "look at \"status\" when it runs again", List.of());
        }
    }
}
