package org.scst.user.client;

/**
 * What is done with the requests of a queue.
 *
 * <p><i>Threading:</i> called by the thread of each queue.
 */
@FunctionalInterface
interface Requests {
    /**
     * Processes one request and answers it.
     *
     * @param at where it is in the queue's memory
     */
    void process(HandlerQueue queue, long at);

    /** Some that are processed now were aborted; on the connection's thread. */
    default void aborted() {}
}
