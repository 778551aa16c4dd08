package org.scst.core.internal.primary;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.reservation.Change;
import org.scst.core.internal.reservation.PersistentReservations;
import org.scst.core.internal.reservation.ReservationState;

/**
 * An operator puts persistent reservations in place of those of a logical unit: as a service action would, kept and in force when it
 * ends.
 *
 * <p><i>Threading:</i> stateless; works on the context of the reservations.
 */
public final class ReservationReplacement {
    private ReservationReplacement() {}

    /** Begins it; fails with {@link IllegalStateException} when it cannot be done, and then nothing has changed. */
    public static CompletionStage<Void> begin(DeviceFacts facts, ReservationState next) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            facts.reservations().context().execute(() -> {
                try {
                    replace(facts, next, done);
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(new IllegalStateException(e.getMessage(), e));
                }
            });
        } catch (RejectedExecutionException stopping) {
            done.completeExceptionally(new IllegalStateException("the mid-layer stops", stopping));
        }
        return done;
    }

    private static void replace(DeviceFacts facts, ReservationState next, CompletableFuture<Void> done)
            throws IOException {
        LogicalUnit unit = facts.logicalUnit();
        PersistentReservations reservations = facts.reservations();
        if (!unit.beginRegistering()) {
            throw new IllegalStateException("an initiator holds the device by RESERVE");
        }
        try {
            ReservationState before = reservations.state();
            reservations.keep(next);
            new ReservationNotice(unit, null, before, Change.replacing(before, next), answer -> done.complete(null))
                    .begin();
        } finally {
            unit.registered(reservations.state());
        }
    }
}
