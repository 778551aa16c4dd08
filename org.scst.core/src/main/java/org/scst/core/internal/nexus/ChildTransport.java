package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TaskManagementRequest;

/**
 * The driver of child commands: what others send to an initiator goes to the work of the parent.
 *
 * <p><i>Threading:</i> stateless.
 */
enum ChildTransport implements NexusTransport {
    INSTANCE;

    private static ChildWork work(TargetCommand command) {
        return ((Command) command).work;
    }

    private static IllegalStateException never(Object what) {
        return new IllegalStateException("no child command comes by this: " + what);
    }

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into) {
        throw never(command);
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        work(command).data(data);
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        work(command).ended(command.outcome());
    }

    @Override
    public void commandAborted(TargetCommand command) {
        work(command).ended(null);
    }

    @Override
    public void terminateDataTransfer(TargetCommand command) {
        throw never(command);
    }

    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        throw never(request);
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        throw never(request);
    }

    @Override
    public void closeNexus(String reason) {
        throw never(reason);
    }

    @Override
    public void queueLimit(int commands) {
        throw never(commands);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
