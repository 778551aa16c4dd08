package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.scst.runtime.console.text.Json;

/**
 * What a running command has of its caller. Most commands need none of it: they return one {@link Answer}. A command that goes on
 * says piece after piece, and looks whether its caller still wants them:
 *
 * <pre>
 * do {
 *     conversation.say(line + "\n", json);
 * } while (conversation.pause(Duration.ofSeconds(1)));
 * return Answer.nothingMore();
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe; but writing blocks while the caller takes nothing, so threads that must not wait hand their
 * pieces to the command's own.
 */
final class Conversation {
    private final Caller caller;
    private final boolean asJson;
    private final Progress progress;

    Conversation(Caller caller, boolean asJson, Environment environment) {
        this.caller = caller;
        this.asJson = asJson;
        this.progress = new Progress(environment, caller::errors);
    }

    /** The caller's working directory, for relative paths. */
    Path folder() {
        return caller.folder();
    }

    /** What the caller reads for the command, within a limit; empty when it reads nothing. */
    byte[] input(Duration limit) {
        try {
            return await(caller.input(), limit);
        } catch (InterruptedException e) {
            return new byte[0];
        } catch (ExecutionException | TimeoutException e) {
            return new byte[0];
        }
    }

    /** Width of the caller's terminal. */
    int columns() {
        return caller.columns();
    }

    /** Whether a person looks at a terminal. */
    boolean onTerminal() {
        return caller.onTerminal();
    }

    /** Whether the caller wants JSON. */
    boolean asJson() {
        return asJson;
    }

    /** A piece of the answer, now: text for people (ended by a line break), one JSON document on one line for programs. */
    void say(String text, Object json) {
        caller.output(asJson ? Json.line(json) : text);
    }

    /** Like {@link #say}, but on a terminal it takes the place of the picture before; the key q ends the command there. */
    void show(String picture, Object json) {
        if (asJson) {
            caller.output(Json.line(json));
        } else {
            caller.picture(picture);
        }
    }

    /** What the command does from now on; said on standard error once it takes longer than a second. */
    void doing(String what) {
        progress.doing(what);
    }

    /** The command is at its end, or says by itself what it does. */
    void quiet() {
        progress.quiet();
    }

    /** Whether the caller does not want to wait any longer. */
    boolean isCancelled() {
        return caller.cancelled().isDone() || Thread.currentThread().isInterrupted();
    }

    /** Lets time pass; returns whether the caller still waits. */
    boolean pause(Duration duration) {
        try {
            caller.cancelled().get(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException passed) {
            return !isCancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a caller has no outcome", e);
        }
        return false;
    }

    /**
     * Waits for an outcome.
     *
     * @throws InterruptedException when the caller does not want to wait any longer; what was begun goes on
     */
    <T> T await(CompletionStage<T> outcome, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<T> first = outcome.toCompletableFuture().copy();
        CompletableFuture<Void> end = caller.cancelled().thenRun(() -> first.cancel(false));
        try {
            return first.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (CancellationException cancelled) {
            throw new InterruptedException("the caller does not wait any longer");
        } finally {
            end.cancel(false);
        }
    }
}
