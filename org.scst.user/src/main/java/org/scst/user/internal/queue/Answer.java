package org.scst.user.internal.queue;

/**
 * Told how a request ended.
 *
 * <p><i>Threading:</i> called on whatever thread takes the reply, once.
 */
@FunctionalInterface
public interface Answer {
    /** As {@code result} when the process went without answering. */
    int GONE = -1;

    /**
     * It has ended.
     *
     * @param result one of {@link org.scst.user.wire.Operation}'s, or {@link #GONE}
     * @param length bytes of data that it says to have moved
     * @param errorOffset of the first byte that could not be had, from the request's medium on
     */
    void ended(int result, int length, long errorOffset);
}
