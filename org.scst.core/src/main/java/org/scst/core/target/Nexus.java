package org.scst.core.target;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Driver to core: the transport protocol services of one I_T nexus (SAM-5 clause 5.4, 7.12).
 *
 * <p><b>Purpose.</b> Hands commands, data and task management requests to the mid-layer.
 *
 * <p><b>Threading.</b> Confined to the nexus's executor; {@link #state()} may be read anywhere.
 *
 * <p><b>Blocking.</b> Never blocks. Calls may run a command to its end and call {@link NexusTransport} before they return.
 *
 * <p><b>Ownership.</b> Dies with its port's handle: afterwards each call throws {@link DeadHandleException}.
 *
 * <p><b>Required or optional.</b> {@link #batchEnded()} is required after each batch of received PDUs.
 */
@ProviderType
public interface Nexus {

    /** Where the nexus stands. */
    NexusState state();

    /**
     * A recycled command for the driver to fill in. It belongs to the driver until {@link #commandReceived} takes it.
     */
    TargetCommand newCommand();

    /** Gives an unused command back. */
    void discard(TargetCommand command);

    /**
     * Send SCSI Command received. Core takes the command. When an identifier is already in use all commands of the nexus end
     * and this one is answered ABORTED COMMAND, OVERLAPPED COMMANDS ATTEMPTED (SAM-5 5.11).
     */
    void commandReceived(TargetCommand command);

    /**
     * Answers {@link NexusTransport#receiveDataOut}: once for each call, after the window's last byte or when no more will come.
     *
     * @param offset the window's offset, as asked
     * @param count bytes that were put into the window's buffer
     * @param result how the transfer ended
     */
    void dataOutReceived(TargetCommand command, int offset, int count, DataOutResult result);

    /**
     * Responses have left for good: the oldest {@code responses} of those given to {@link NexusTransport#sendCommandComplete}
     * and not yet reported. Called once per flush, not per command.
     */
    void delivered(int responses);

    /** A task management function was received; its answer comes through {@link NexusTransport#taskManagementExecuted}. */
    void taskManagementReceived(TaskManagementRequest request);

    /** The driver has nothing of the affected commands left to send: answers {@link NexusTransport#affectedCommandsEnded}. */
    void affectedCommandsConfirmed(TaskManagementRequest request);

    /** All that came in one read has been handed in: core sends what it gathered to the devices' own contexts. */
    void batchEnded();

    /**
     * A command for this logical unit is about to be received, and others for other logical units before it: what it will need may be
     * brought near meanwhile. Nothing else comes of it.
     *
     * @param lun as {@link TargetCommand#lun(long)} will be told
     */
    default void expected(long lun) {}

    /**
     * As {@link #lost()}, with the cause for the operator.
     *
     * @param cause a few words, for example {@code logged out}
     */
    default void lost(String cause) {
        lost();
    }

    /**
     * I_T nexus loss (SAM-5 6.3.4): the connection is gone or the initiator has logged out. Every command not yet answered is
     * aborted; for each, {@link NexusTransport#commandAborted} still comes.
     */
    void lost();
}
