package org.scst.local;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;

/**
 * An I_T nexus whose initiator is on this machine.
 *
 * <p><b>Purpose.</b> Sends commands and task management functions.
 *
 * <p><b>Threading.</b> Thread-safe. Commands of one thread arrive in the order in which they were sent. Stages complete on the
 * nexus's event loop.
 *
 * <p><b>Blocking.</b> Never blocks; what is more than core wants in progress waits here, without limit.
 *
 * <p><b>Ownership.</b> The caller's. Buffers of a command are borrowed until its stage completes.
 *
 * <p><b>Required or optional.</b> {@link #close} is required in the end.
 */
@ProviderType
public interface LocalNexus extends AutoCloseable {

    /** Name of the target. */
    String target();

    /** Who the initiator is. */
    InitiatorPort port();

    /** Where the nexus lives: what runs there is in order with commands and their ends. */
    Executor executor();

    /** Sends a command. Unit attention conditions are reported to it as to any other. */
    Sent send(CommandRequest request);

    /**
     * Asks for a task management function.
     *
     * @param lun ignored by functions that have none
     * @param identifier of the command, {@link Sent#identifier}, for ABORT TASK and QUERY TASK; else ignored
     * @return the answer; SERVICE DELIVERY OR TARGET FAILURE when the nexus ends first
     */
    CompletionStage<ServiceResponse> manage(TaskManagementFunction function, LogicalUnitNumber lun, long identifier);

    /** Ends the nexus, as a logout would; a second call does nothing. Its reservations and registrations stay as those of any. */
    @Override
    void close();

    /** A command that was sent. */
    @ProviderType
    interface Sent {
        /** Its command identifier. */
        long identifier();

        /**
         * Its answer; fails with {@link NotAnsweredException} when it ends without one, because it was aborted or its nexus has
         * ended.
         */
        CompletionStage<CommandResponse> response();
    }
}
