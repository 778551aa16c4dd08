package org.scst.core.internal.inventory;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.admin.ReservationsSnapshot;
import org.scst.core.internal.nexus.PortState;
import org.scst.core.internal.primary.ReservationReplacement;
import org.scst.core.internal.reservation.Registrant;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.reservation.ReservationText;

/**
 * Persistent reservations as operators' tools see them, and put them back.
 *
 * <p><i>Threading:</i> any thread.
 */
final class ReservationViews {
    private final MidLayer midLayer;

    ReservationViews(MidLayer midLayer) {
        this.midLayer = midLayer;
    }

    private record View(
            long generation, boolean persistent, String type, List<RegistrantSnapshot> registrants, String text)
            implements ReservationsSnapshot {}

    private record Row(
            String initiator, String target, int relativePortIdentifier, String key, boolean holder, boolean loggedIn)
            implements ReservationsSnapshot.RegistrantSnapshot {}

    Optional<ReservationsSnapshot> of(String device) {
        return Optional.ofNullable(midLayer.devices().all().get(device))
                .map(found -> view(found.facts().reservations().state()));
    }

    private ReservationsSnapshot view(ReservationState state) {
        return new View(
                Integer.toUnsignedLong(state.generation()),
                state.persistent(),
                state.type() == null
                        ? ""
                        : state.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                state.registrants().stream().map(one -> row(state, one)).toList(),
                ReservationText.write(state));
    }

    private ReservationsSnapshot.RegistrantSnapshot row(ReservationState state, Registrant registrant) {
        Optional<PortState> port = midLayer.targets().all().values().stream()
                .map(Targets.Target::port)
                .filter(one -> one.relativePortIdentifier() == registrant.targetPort())
                .findFirst();
        return new Row(
                registrant.initiatorPort().toString(),
                port.map(one -> one.maps().target()).orElse(""),
                registrant.targetPort(),
                HexFormat.of().toHexDigits(state.keys().get(registrant)),
                state.holds(registrant),
                midLayer.nexuses().stream().anyMatch(nexus -> registrant.equals(nexus.registrant())));
    }

    CompletionStage<Void> restore(String device, String text) {
        Device found = midLayer.devices().all().get(device);
        if (found == null) {
            return CompletableFuture.failedFuture(new NoSuchElementException("no device is named " + device));
        }
        try {
            return ReservationReplacement.begin(found.facts(), ReservationText.read(text));
        } catch (IllegalArgumentException wrong) {
            return CompletableFuture.failedFuture(wrong);
        }
    }
}
