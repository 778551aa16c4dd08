package org.scst.user.internal.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.scst.user.internal.queue.Answer;

/**
 * Somebody waits for the answer to one request.
 *
 * <p><i>Threading:</i> one thread waits, another answers.
 */
final class Waiting implements Answer {
    private final CountDownLatch answered = new CountDownLatch(1);
    private int result;
    private int length;
    private long errorOffset;

    @Override
    public void ended(int how, int bytes, long place) {
        result = how;
        length = bytes;
        errorOffset = place;
        answered.countDown();
    }

    /** Waits for it, however long the process takes: its buffer may be written to until then. */
    void await() {
        boolean interrupted = false;
        while (answered.getCount() > 0) {
            try {
                answered.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for it, but not longer than that; only for what moves no data.
     *
     * @return whether it has come
     */
    boolean await(Duration limit) {
        try {
            return answered.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    int result() {
        return result;
    }

    int length() {
        return length;
    }

    long errorOffset() {
        return errorOffset;
    }
}
