package org.scst.runtime.itest.osgi;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TaskManagementRequest;

/**
 * Keeps the status of each command for the test; for commands without data.
 *
 * <p><i>Threading:</i> called on the nexus's executor, read by the test.
 */
final class ProbeTransport implements NexusTransport {
    private final LinkedBlockingQueue<Status> statuses = new LinkedBlockingQueue<>();

    Status nextStatus() throws InterruptedException {
        return statuses.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf into) {
        throw new AssertionError("no command here has data");
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        data.release();
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        statuses.add(command.outcome().status());
    }

    @Override
    public void commandAborted(TargetCommand command) {
        // Nothing is kept for it.
    }

    @Override
    public void terminateDataTransfer(TargetCommand command) {
        throw new AssertionError("no command here has data");
    }

    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        throw new AssertionError("no function was asked for");
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        throw new AssertionError("no function was asked for");
    }

    @Override
    public void closeNexus(String reason) {
        // There is no connection.
    }

    @Override
    public void queueLimit(int commands) {
        // Never more than one command.
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
