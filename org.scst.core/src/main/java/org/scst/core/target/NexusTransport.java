package org.scst.core.target;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;

/**
 * Core to driver: the transport protocol services of one I_T nexus (SAM-5 5.4, 7.12).
 *
 * <p><b>Purpose.</b> Moves data and answers.
 *
 * <p><b>Threading.</b> Called on the nexus's executor only; calls into {@link Nexus} may nest.
 *
 * <p><b>Blocking.</b> Not allowed.
 *
 * <p><b>Ownership.</b> As each parameter says. For each command taken by core exactly one of {@link #sendCommandComplete} and
 * {@link #commandAborted} is called.
 *
 * <p><b>Required or optional.</b> All without a default are required.
 */
@ConsumerType
public interface NexusTransport {

    /**
     * Receive Data-Out: fetch {@code length} bytes of the command's data, beginning at {@code offset}, into {@code into} at
     * its writer index. Answered by {@link Nexus#dataOutReceived}, at once or later. At most two windows of a command are
     * outstanding. The initiator's announced length bounds what is asked for.
     *
     * @param into has room for {@code length} bytes; borrowed until answered
     */
    void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into);

    /**
     * Send Data-In: the readable bytes of {@code data} belong at {@code offset} of the command's data.
     *
     * @param data taken: the driver releases it when its bytes have left
     * @param last no more data follows; {@link #sendCommandComplete} comes next
     */
    void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last);

    /**
     * Where the initiator's side of this process has a window of Data-In, for a driver to whose initiators' memory it has access: what is
     * at hand then goes there without passing through a buffer of core's. Asked while the command is processed; what is named is
     * written to before the call into core ends that this is nested in, and never afterwards. So it may be unmapped between two such
     * calls, whatever becomes of the command. Bytes may stand there of a window that is sent by {@link #sendDataIn} after all.
     *
     * @return {@code length} bytes, borrowed for that long; {@code null} when there are none, or they are in too many pieces. Memory that
     *     another process can cut away may be named: nothing but the kernel writes to it
     */
    default ScatterList dataInBuffer(TargetCommand command, int offset, int length) {
        return null;
    }

    /**
     * In the place of {@link #sendDataIn}: the window's bytes all stand where {@link #dataInBuffer} has said, in this same call into core.
     */
    default void dataInPlaced(TargetCommand command, int offset, int length, boolean last) {
        throw new IllegalStateException("this transport has named no memory");
    }

    /** Send Command Complete: status, sense and residual stand in the command. */
    void sendCommandComplete(TargetCommand command);

    /** The command ended without a response (aborted, nexus lost): the driver forgets it, leaving tombstones as it must. */
    void commandAborted(TargetCommand command);

    /**
     * Stop fetching data for the command. Each outstanding window is still answered by {@link Nexus#dataOutReceived} with
     * {@link DataOutResult#TERMINATED}, at once: buffers must not be written to afterwards.
     */
    void terminateDataTransfer(TargetCommand command);

    /** All commands affected by the function have stopped executing: answer with {@link Nexus#affectedCommandsConfirmed}. */
    void affectedCommandsEnded(TaskManagementRequest request);

    /** The task management function's service response. */
    void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response);

    /**
     * An asynchronous event, for an initiator that does not happen to send commands: the logical unit inventory, the capacity, the
     * INQUIRY data or the asymmetric access state have changed. The unit attention condition is established in any case, and not cleared
     * by this.
     *
     * @param lun the logical unit that reports it, as eight bytes of a LUN
     * @return {@code false} when the transport has no such message, or none now
     */
    default boolean reportAsynchronousEvent(long lun, Sense sense) {
        return false;
    }

    /** Core wants the nexus gone (removed target, operator): end it in the transport's polite way, then {@link Nexus#lost}. */
    void closeNexus(String reason);

    /**
     * The same with so much time to leave: whoever has not left by then is not waited for. Commands go on meanwhile.
     *
     * @param patience whole seconds
     */
    default void closeNexus(String reason, Duration patience) {
        closeNexus(reason);
    }

    /**
     * How many commands core wants to have in flight from this nexus, at least 1; MaxCmdSN and credits follow it. Told when the
     * nexus becomes live, which may be inside {@link TargetPort#openNexus}, when it is resumed, and on each change. The data of
     * so many commands has a place before core asks for it, up to {@link NexusDescription.Queue#unsolicitedBytes} each.
     */
    void queueLimit(int commands);

    /** What the transport negotiated, by the standard's names, for operators; callable on any thread. */
    Map<String, String> properties();

    /**
     * Where the transport stands: its portal, windows, silence, last errors; for operators, at most some seconds old; callable on any
     * thread.
     */
    default Map<String, String> progress() {
        return Map.of();
    }
}
