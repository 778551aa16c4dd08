package org.scst.core.internal.primary;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.NexusAttachment;
import org.scst.core.internal.reservation.Change;
import org.scst.core.internal.reservation.Registrant;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * Puts changed persistent reservations in force: commands are judged by them from now on, nexuses are told, commands of the
 * preempted end; and where somebody may do less than before, commands judged before have ended too. Only then it is GOOD.
 *
 * <p><i>Threading:</i> begun on the context of the reservations; its parts end on the executors of the nexuses concerned.
 */
final class ReservationNotice {
    /** The change is in force, but storage may still do what a preempted nexus has asked for. */
    private static final Outcome STORAGE_TIME_OUT =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_UNIT_COMMUNICATION_TIME_OUT);

    private final LogicalUnit unit;
    private final Object by;
    private final Change change;
    private final boolean narrows;
    private final Consumer<Outcome> done;
    private final AtomicInteger pending = new AtomicInteger(1);
    private final AtomicBoolean allLeft = new AtomicBoolean(true);

    /**
     * @param by the command that changes them, or {@code null}
     * @param before what held until now
     * @param done is given the answer, once
     */
    ReservationNotice(LogicalUnit unit, Object by, ReservationState before, Change change, Consumer<Outcome> done) {
        this.unit = unit;
        this.by = by;
        this.change = change;
        this.narrows = change.narrows(before);
        this.done = done;
    }

    void begin() {
        unit.registered(change.state());
        List<NexusAttachment> attached = new ArrayList<>();
        unit.forEachAttachment(attached::add);
        attached.forEach(this::tell);
        left(true);
    }

    private void tell(NexusAttachment attachment) {
        Registrant registrant = attachment.registrant();
        Sense attention = registrant == null ? null : change.attentions().get(registrant);
        boolean aborted = registrant != null && change.aborted().contains(registrant);
        if (attention == null && !aborted) {
            return;
        }
        pending.incrementAndGet();
        try {
            attachment.preempt(by, aborted, attention, this::left);
        } catch (RejectedExecutionException ended) {
            left(true); // its event loop is shut down, and nothing of it goes on
        }
    }

    private void left(boolean all) {
        if (!all) {
            allLeft.set(false);
        }
        if (pending.decrementAndGet() > 0) {
            return;
        }
        if (!allLeft.get()) {
            done.accept(STORAGE_TIME_OUT);
        } else if (narrows) {
            unit.awaitGrace(() -> done.accept(Outcome.GOOD));
        } else {
            done.accept(Outcome.GOOD);
        }
    }
}
