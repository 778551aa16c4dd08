package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TaskManagementRequest;

/**
 * Stands where a driver was: nothing is sent, and what the driver owed counts as ended.
 *
 * <p><i>Threading:</i> stateless.
 */
enum GoneTransport implements NexusTransport {
    INSTANCE;

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into) {
        // Asked again when the nexus is resumed.
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        data.release();
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        // Nobody to tell; the nexus declares it undeliverable.
    }

    @Override
    public void commandAborted(TargetCommand command) {
        // Nobody to tell.
    }

    @Override
    public void terminateDataTransfer(TargetCommand command) {
        ((Command) command).transfer.driverGone();
    }

    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        // Its response has nowhere to go either.
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        // Nobody to tell.
    }

    @Override
    public void closeNexus(String reason) {
        // Closed already.
    }

    @Override
    public void queueLimit(int commands) {
        // Nobody to tell.
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
