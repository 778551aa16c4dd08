package org.scst.core.internal.execution;

/**
 * A piece of work that carries the link of its batch in itself, so that handing over a batch allocates nothing.
 *
 * <p><i>Threading:</i> used by one thread at a time; {@link DeviceExecution#submit} hands it over safely. <i>Ownership:</i> the
 * execution's from the submission until {@link #run()} is called; by then the link is {@code null} and the object may be reused.
 */
public interface Work {

    /** Does it. May block. */
    void run();

    /** What runs after this one on the same thread; {@code null} at the end. */
    Work next();

    /** Sets what {@link #next()} returns. */
    void next(Work work);

    /** Asked of the first of a batch: whether the batch waits while another such batch of the device runs, and runs after it. */
    default boolean inTurn() {
        return false;
    }
}
