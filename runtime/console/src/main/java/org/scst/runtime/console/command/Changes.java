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
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Services services;
    private final Environment environment;

    Changes(Services services, Environment environment) {
        this.services = services;
        this.environment = environment;
    }

    /** Something to do while nobody else changes files. */
    interface Work<T> {
        T run(ConfiguredObjects objects) throws CommandFailure;
    }

    /** Does the work with what the files say now. */
    <T> T exclusively(Conversation conversation, Work<T> work) throws CommandFailure {
        return inTurn(conversation, () -> {
            conversation.doing("Reading the configuration files");
            await(conversation, services.configuration().rescan());
            return work.run(new ConfiguredObjects(services.configuration().objects()));
        });
    }

    /** Something to do while no other command changes files. */
    interface Turn<T> {
        T run() throws CommandFailure;
    }

    /** Does it without looking at the files before. */
    <T> T inTurn(Conversation conversation, Turn<T> turn) throws CommandFailure {
        conversation.doing("Waiting for another command that changes the configuration");
        lock(conversation);
        try {
            return turn.run();
        } finally {
            lock.unlock();
        }
    }

    /** Applies all edits or none; returns when they are in force. */
    ChangeReport apply(Conversation conversation, List<Edit> edits) throws CommandFailure {
        conversation.doing("Waiting until the change is in force");
        return await(conversation, services.configuration().change(edits));
    }

    /** Waits until something that follows from a change holds. */
    boolean settles(Conversation conversation, BooleanSupplier condition) {
        conversation.doing("Waiting until the devices and targets are ready");
        return environment.await(() -> conversation.isCancelled() || condition.getAsBoolean(), READY_LIMIT)
                && condition.getAsBoolean();
    }

    private void lock(Conversation conversation) throws CommandFailure {
        try {
            while (!lock.tryLock(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (conversation.isCancelled()) {
                    throw CommandFailure.failed("given up before it was its turn", "say it again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("given up before it was its turn", "say it again");
        }
    }

    /** Waits for an answer of the configuration. */
    <T> T await(Conversation conversation, CompletionStage<T> stage) throws CommandFailure {
        try {
            return conversation.await(stage, LIMIT);
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
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "the wait was given up; what was begun goes on",
                    "look at \"status\"",
                    List.of());
        }
    }
}
