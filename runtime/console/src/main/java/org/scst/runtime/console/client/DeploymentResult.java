package org.scst.runtime.console.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * How a deployment ended that restarted the console it was ordered from: asked for again until the console is back.
 *
 * <p><i>Threading:</i> confined to the main thread, which waits.
 *
 * @param words of the order
 */
record DeploymentResult(List<String> words) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int NOT_RUNNING = 4;
    private static final String JSON = "--json";

    /** Whether these words order a deployment. */
    static boolean isAskedForBy(List<String> words) {
        return !words.isEmpty() && words.getFirst().equals("deploy");
    }

    /**
     * Asks.
     *
     * @param console runs a command; its status, negative when the console broke off
     */
    int ask(ToIntFunction<List<String>> console) {
        List<String> question = new ArrayList<>(List.of("deploy", "--result"));
        if (words.contains(JSON)) {
            question.add(JSON);
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        int status;
        do {
            LockSupport.parkNanos(PAUSE.toNanos());
            status = console.applyAsInt(question);
        } while ((status < 0 || status == NOT_RUNNING) && System.nanoTime() - end < 0);
        return status < 0 ? NOT_RUNNING : status;
    }
}
