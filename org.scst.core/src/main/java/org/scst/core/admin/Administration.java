package org.scst.core.admin;

import java.time.Duration;
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

    /**
     * I_T_L nexuses in use: what each initiator does at each logical unit, by LUN. There may be millions of them, so whoever asks
     * says of which.
     *
     * @param device only at the device of this name; empty for every one
     * @param nexusId only of this nexus; empty for every one
     */
    List<ItlNexusSnapshot> itlNexuses(String device, String nexusId);

    /** Commands in flight. */
    List<CommandSnapshot> commands();

    /** Device groups in force, with their target groups, sorted by name. */
    List<DeviceGroupSnapshot> deviceGroups();

    /**
     * Has the file say the state of a target group again, whatever initiators have set since; ends when it is in force. Fails with
     * {@link java.util.NoSuchElementException} when there is no such group.
     */
    CompletionStage<Void> followFile(String targetGroup);

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

    /**
     * Takes the medium of a device out; ends when initiators find none. Fails with the reason when it stays.
     *
     * @param force even when an initiator prevents it
     */
    CompletionStage<Void> ejectMedium(String device, boolean force);

    /** Puts back what was taken out, by an operator or by an initiator. Fails with the reason when that cannot be. */
    CompletionStage<Void> loadMedium(String device);

    /**
     * Holds commands of the medium until {@link #unblock}; ends when those that were being processed have left. Fails when there is no
     * such device.
     */
    CompletionStage<Void> block(String device);

    /** Lets them go on. Fails when the device is not blocked. */
    CompletionStage<Void> unblock(String device);

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

    /** The same with so much time to leave, in whole seconds; its commands go on meanwhile. */
    default CompletionStage<Void> closeNexus(String nexusId, String reason, Duration patience) {
        return closeNexus(nexusId, reason);
    }
}
