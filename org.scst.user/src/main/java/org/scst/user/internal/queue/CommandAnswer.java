package org.scst.user.internal.queue;

/**
 * Told how a request of full mode ended.
 *
 * <p><i>Threading:</i> called on whatever thread takes the reply, once.
 */
public interface CommandAnswer extends Answer {
    /** The process has answered. */
    void ended(CommandReply reply);

    /** There is no answer. */
    void gone();

    @Override
    default void ended(int result, int length, long errorOffset) {
        gone();
    }
}
