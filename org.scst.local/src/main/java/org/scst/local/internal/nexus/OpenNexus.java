package org.scst.local.internal.nexus;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.local.CommandRequest;
import org.scst.local.CommandResponse;
import org.scst.local.InitiatorPort;
import org.scst.local.LocalNexus;
import org.scst.local.NotAnsweredException;

/**
 * A nexus as other bundles hold it.
 *
 * <p><i>Threading:</i> thread-safe: everything goes through the event loop.
 */
public final class OpenNexus implements LocalNexus {
    private final String target;
    private final InitiatorPort port;
    private final Executor loop;
    private final LocalTransport transport;

    /** @param transport opened */
    public OpenNexus(String target, InitiatorPort port, Executor loop, LocalTransport transport) {
        this.target = target;
        this.port = port;
        this.loop = loop;
        this.transport = transport;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public InitiatorPort port() {
        return port;
    }

    @Override
    public Executor executor() {
        return loop;
    }

    @Override
    public Sent send(CommandRequest request) {
        Sending sending = new Sending(request);
        sending.identifier = transport.newIdentifier();
        loop.execute(() -> {
            transport.submit(sending);
            transport.batchEnded();
        });
        return sending.sent;
    }

    @Override
    public CompletionStage<ServiceResponse> manage(
            TaskManagementFunction function, LogicalUnitNumber lun, long identifier) {
        CompletableFuture<ServiceResponse> answer = new CompletableFuture<>();
        loop.execute(() -> transport.manage(function, lun.bytes(), identifier, answer::complete));
        return answer;
    }

    @Override
    public void close() {
        loop.execute(() -> transport.close("closed by its initiator"));
    }

    private static final class Sending extends Exchange {
        private final CompletableFuture<CommandResponse> answer = new CompletableFuture<>();
        private final ByteBuf dataOut;
        private final ByteBuf dataIn;
        private final Sent sent = new Sent() {
            @Override
            public long identifier() {
                return Sending.this.identifier();
            }

            @Override
            public CompletionStage<CommandResponse> response() {
                return answer;
            }
        };
        private int received;

        Sending(CommandRequest request) {
            super(request.lun().bytes(), request.cdb(), request.attribute());
            dataOut = request.dataOut();
            dataIn = request.dataIn();
        }

        @Override
        protected long dataOut() {
            return dataOut.readableBytes();
        }

        @Override
        protected long dataIn() {
            return (long) dataIn.maxWritableBytes() + received;
        }

        @Override
        protected void fill(int offset, int length, ByteBuf into) {
            into.writeBytes(dataOut, dataOut.readerIndex() + offset, length);
        }

        /** Data comes in order. */
        @Override
        protected void received(int offset, ByteBuf data) {
            received += data.readableBytes();
            dataIn.writeBytes(data);
            data.release();
        }

        @Override
        protected void ended(Outcome outcome, byte[] sense, long residual) {
            answer.complete(new CommandResponse(outcome, sense, residual, received));
        }

        @Override
        protected void unanswered(String cause) {
            answer.completeExceptionally(new NotAnsweredException(cause));
        }
    }
}
