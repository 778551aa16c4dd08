package org.scst.core.internal.logicalunit;

import java.util.function.Consumer;
import org.scst.core.internal.reservation.Registrant;
import org.scst.core.internal.statistics.CommandStatistics;
import org.scst.core.scsi.Sense;

/**
 * An I_T_L nexus as the logical unit knows it: whom to tell.
 *
 * <p><i>Threading:</i> every method may be called on any thread; the work happens on the nexus's executor.
 */
public interface NexusAttachment {

    /** Who stands here for registrations; {@code null} when its transport has no TransportID. */
    Registrant registrant();

    /** A unit attention condition is established for this nexus. */
    void establish(Sense condition);

    /** As {@link #establish}, unless this attachment belongs to {@code except}; {@code done} runs after that, on any thread. */
    void establishUnlessFrom(Object except, Sense condition, Runnable done);

    /**
     * As {@link #establish} unless this attachment belongs to {@code except}, and told at once as an asynchronous event to an
     * initiator that does not happen to send commands. The condition stays, whether or not the driver has such a thing, for nobody
     * knows whether anything has looked at it.
     */
    void announceUnlessFrom(Object except, Sense condition);

    /** Counters of the nexus at this logical unit. */
    CommandStatistics statistics();

    /** Commands held by the logical unit's fence may go on. */
    void fenceOpened();

    /**
     * Aborts every command of this nexus at the logical unit; when they have left, a unit attention condition is established.
     *
     * @param ownNexus the nexus whose function does it
     * @param condition established before anything else of this nexus is judged
     * @param done runs when they have left, on any thread; {@code false} when one of them is detached and still out
     */
    void abortAll(Object ownNexus, Sense condition, Consumer<Boolean> done);

    /**
     * Aborts every command of this nexus in the task set, because of a function or a fault of {@code by}. When that is another nexus,
     * TAS says whether each is answered, or a unit attention condition tells that they were cleared.
     *
     * @param by a nexus
     * @param spared a command that goes on, or {@code null}
     * @param done as in {@link #abortAll}
     */
    void clear(Object by, Object spared, Consumer<Boolean> done);

    /**
     * Another nexus has changed what this one may do (PERSISTENT RESERVE OUT).
     *
     * @param by that command, or {@code null}; it is not aborted
     * @param aborting whether every other command of this nexus at the logical unit is
     * @param condition established then; {@code null} for none
     * @param done as in {@link #abortAll}
     */
    void preempt(Object by, boolean aborting, Sense condition, Consumer<Boolean> done);
}
