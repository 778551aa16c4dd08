package org.scst.core.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The mid-layer as an operator sees it; an OSGi service.
 *
 * <p><b>Purpose.</b> Snapshots and the few actions that are no configuration. <b>Threading.</b> Thread-safe.
 * <b>Blocking.</b> Snapshots do not block; actions report through their stage. <b>Ownership.</b> Results are the caller's.
 */
@ProviderType
public interface Administration {

    /** The platform as a whole. */
    PlatformSnapshot platform();

    /** Devices, sorted by name. */
    List<DeviceSnapshot> devices();

    /** Targets with their groups and LUNs, sorted by name. */
    List<TargetSnapshot> targets();

    /** Nexuses (an iSCSI session each). */
    List<NexusSnapshot> nexuses();

    /** Commands in flight. */
    List<CommandSnapshot> commands();

    /**
     * Walks the way of an initiator to a target's logical units and names the first "no".
     *
     * @param initiator name of the initiator port
     * @param target name of the target
     */
    Diagnosis why(String initiator, String target);

    /**
     * Reads from Config Admin every object that the configuration bundle put there, and brings it into force as one generation.
     *
     * @return ends when the generation is in force; says what could not be applied. Cancelled when core stops meanwhile: the next
     *     one has to be asked anew
     */
    CompletionStage<GenerationReport> apply(long generation);

    /** Clears the latch of a failed flush; ends when writes are accepted again. */
    CompletionStage<Void> clearWriteError(String device);

    /** Persistent reservations of a device; nothing when there is no such device. */
    Optional<ReservationsSnapshot> reservations(String device);

    /**
     * Puts persistent reservations in place of those of a device, in force and, where APTPL says so, on disk when it ends. Fails with
     * {@link IllegalArgumentException} when the text is wrong, with {@link IllegalStateException} when the device cannot take it now.
     *
     * @param text as {@link ReservationsSnapshot#text()} gave it, or SCST's {@code pr_state}
     */
    CompletionStage<Void> restoreReservations(String device, String text);

    /** Wants a nexus gone, politely. */
    CompletionStage<Void> closeNexus(String nexusId, String reason);
}
