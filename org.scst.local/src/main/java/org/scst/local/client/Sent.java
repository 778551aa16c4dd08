package org.scst.local.client;

import java.util.concurrent.CompletableFuture;

/**
 * A command that was sent.
 *
 * @param tag what a task management function means it by
 * @param answer completes on the thread that receives; with an {@link java.io.IOException} when the connection ends first
 */
public record Sent(long tag, CompletableFuture<Answer> answer) {}
