package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.NexusTransport;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TaskManagementRequest;

/**
 * A transport that writes down what it is asked and answers nothing: for commands which another transport began.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class Recording implements NexusTransport {
    final List<String> log = new ArrayList<>();
    ByteBuf into;

    @Override
    public void receiveDataOut(TargetCommand command, int offset, int length, ByteBuf buffer) {
        log.add("receive " + offset + "+" + length);
        into = buffer;
    }

    @Override
    public void sendDataIn(TargetCommand command, int offset, ByteBuf data, boolean last) {
        log.add("data " + data.readableBytes());
        data.release();
    }

    @Override
    public void sendCommandComplete(TargetCommand command) {
        log.add("complete " + command.identifier());
    }

    @Override
    public void commandAborted(TargetCommand command) {
        log.add("aborted " + command.identifier());
    }

    @Override
    public void terminateDataTransfer(TargetCommand command) {
        log.add("terminate " + command.identifier());
    }

    @Override
    public void affectedCommandsEnded(TaskManagementRequest request) {
        log.add("ended " + request.function());
    }

    @Override
    public void taskManagementExecuted(TaskManagementRequest request, ServiceResponse response) {
        log.add("executed " + request.function());
    }

    @Override
    public void closeNexus(String reason) {
        log.add("close " + reason);
    }

    @Override
    public void queueLimit(int commands) {
        // Of no interest here.
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
