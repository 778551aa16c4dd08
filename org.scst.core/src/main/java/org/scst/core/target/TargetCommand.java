package org.scst.core.target;

import io.netty.buffer.ByteBuf;
import org.osgi.annotation.versioning.ProviderType;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.TaskAttribute;

/**
 * A command as its target driver sees it: what it fills in before {@link Nexus#commandReceived}, and what it sends at the end.
 *
 * <p><i>Threading:</i> confined to the nexus's executor. <i>Ownership:</i> core's; recycled after
 * {@link NexusTransport#sendCommandComplete} was reported delivered or {@link NexusTransport#commandAborted} returned.
 */
@ProviderType
public interface TargetCommand {

    /** Address of the logical unit: the eight bytes as one big-endian number (SAM-5 4.7). */
    TargetCommand lun(long lun);

    /** Copies the CDB, 6 to 260 bytes, from {@code source} at {@code index}. */
    TargetCommand cdb(ByteBuf source, int index, int length);

    /** Task attribute; SIMPLE unless said. */
    TargetCommand attribute(TaskAttribute attribute);

    /** Command identifier (iSCSI: initiator task tag), unique in the nexus while the command lives. */
    TargetCommand identifier(long identifier);

    /** Expected data transfer length towards the device server in bytes, when the transport supplies one. */
    TargetCommand expectedDataOut(long length);

    /** Expected data transfer length towards the initiator in bytes, when the transport supplies one. */
    TargetCommand expectedDataIn(long length);

    /** Command identifier as set. */
    long identifier();

    /** The eight bytes of the LUN as set. */
    long lun();

    /** Status and sense to send; valid from {@link NexusTransport#sendCommandComplete} on. */
    Outcome outcome();

    /**
     * Writes the outcome's sense data in the format that the logical unit is set to (D_SENSE).
     *
     * @param target with room for {@link Sense#MAX_LENGTH} bytes
     * @return bytes written
     */
    default int writeSense(byte[] target, int offset) {
        return outcome().sense().writeFixed(target, offset);
    }

    /** Residual in bytes: negative for an underflow, positive for an overflow, zero for none. */
    long residual();

    /** The driver's own object for this command; stays with it when it is recycled within the nexus. */
    Object attachment();

    /** Sets the driver's own object. */
    void attachment(Object attachment);
}
