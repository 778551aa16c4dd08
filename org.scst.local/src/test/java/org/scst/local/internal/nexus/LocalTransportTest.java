package org.scst.local.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.NexusDescription;
import org.scst.local.CommandRequest;
import org.scst.local.CommandResponse;
import org.scst.local.InitiatorPort;
import org.scst.local.LocalNexus;
import org.scst.local.NotAnsweredException;
import org.scst.testkit.HandExecutor;

class LocalTransportTest {
    private static final LogicalUnitNumber LUN = LogicalUnitNumber.of(0);

    private final HandExecutor loop = new HandExecutor();
    private final MemoryTarget core = new MemoryTarget(64);
    private final List<String> endings = new ArrayList<>();
    private final List<Sense> events = new ArrayList<>();
    private LocalNexus nexus;

    @BeforeEach
    void open() {
        InitiatorPort port = new InitiatorPort("tester");
        LocalTransport transport = new LocalTransport(loop, new LocalTransport.Listener() {
            @Override
            public boolean reported(long lun, Sense sense) {
                return events.add(sense);
            }

            @Override
            public void ended(String cause) {
                endings.add(cause);
            }
        });
        transport.open(core, new NexusDescription(port.name(), port.name(), port.transportId(), "here", true, false));
        nexus = new OpenNexus("memory", port, loop, transport);
        loop.run();
    }

    private CompletableFuture<CommandResponse> send(CommandRequest request) {
        CompletableFuture<CommandResponse> answer =
                nexus.send(request).response().toCompletableFuture();
        loop.run();
        return answer;
    }

    private static byte[] cdb(int operationCode, long lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put(0, (byte) operationCode)
                .putLong(2, lba)
                .putInt(10, blocks)
                .array();
    }

    @Test
    void shouldMoveDataBothWaysInAnyNumberOfWindows() {
        byte[] bytes = new byte[20 * MemoryTarget.BLOCK];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i / 7);
        }
        ByteBuf out = Unpooled.wrappedBuffer(bytes);
        assertEquals(
                Outcome.GOOD,
                send(CommandRequest.writing(LUN, cdb(0x8A, 3, 20), out)).join().outcome());
        assertEquals(bytes.length, out.readableBytes(), "indices are not moved");
        ByteBuf in = Unpooled.buffer(bytes.length, bytes.length);
        CommandResponse read =
                send(CommandRequest.reading(LUN, cdb(0x88, 3, 20), in)).join();
        assertEquals(bytes.length, read.received());
        assertArrayEquals(bytes, in.array());
        assertEquals(2, core.delivered);
    }

    @Test
    void shouldGiveSenseDataBothTakenApartAndAsSent() {
        CommandResponse response = send(CommandRequest.of(LUN, cdb(0xC1, 0, 0))).join();
        assertEquals(Outcome.INVALID_OPERATION_CODE, response.outcome());
        assertEquals(response.outcome().sense(), Sense.read(response.sense()));
    }

    @Test
    void shouldSendNoMoreThanCoreWantsInProgress() {
        core.transport.queueLimit(2);
        core.holds = true;
        List<CompletableFuture<CommandResponse>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(send(CommandRequest.of(LUN, cdb(0x91, 0, 0))));
        }
        assertEquals(2, core.held.size());
        int batches = core.batches;
        core.release();
        loop.run();
        assertEquals(2, core.held.size(), "two more have taken their places");
        assertTrue(core.batches > batches, "in a batch that has ended");
        core.holds = false;
        core.release();
        loop.run();
        assertTrue(answers.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    void shouldAbortACommandThatCoreHasNotSeen() {
        core.transport.queueLimit(1);
        core.holds = true;
        send(CommandRequest.of(LUN, cdb(0x91, 0, 0)));
        LocalNexus.Sent second = nexus.send(CommandRequest.of(LUN, cdb(0x91, 0, 0)));
        loop.run();
        CompletableFuture<ServiceResponse> answer = nexus.manage(
                        TaskManagementFunction.ABORT_TASK, LUN, second.identifier())
                .toCompletableFuture();
        loop.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, answer.join());
        assertTrue(core.requests.isEmpty());
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> second.response().toCompletableFuture().join());
        assertInstanceOf(NotAnsweredException.class, failure.getCause());
    }

    @Test
    void shouldConfirmAffectedCommandsAndGiveTheServiceResponse() {
        CompletableFuture<ServiceResponse> answer =
                nexus.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, LUN, 0).toCompletableFuture();
        loop.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, answer.join());
        assertEquals(
                TaskManagementFunction.LOGICAL_UNIT_RESET,
                core.requests.getFirst().function());
    }

    @Test
    void shouldEndEachCommandOnceWhenItIsClosed() {
        core.holds = true;
        CompletableFuture<CommandResponse> answer = send(CommandRequest.of(LUN, cdb(0x91, 0, 0)));
        nexus.close();
        nexus.close();
        loop.run();
        assertTrue(answer.isCompletedExceptionally());
        assertEquals(List.of("closed by its initiator"), endings);
        assertEquals("closed by its initiator", core.lost);
        assertTrue(send(CommandRequest.of(LUN, cdb(0x91, 0, 0))).isCompletedExceptionally());
    }

    @Test
    void shouldTellOfACommandThatWasAborted() {
        core.holds = true;
        CompletableFuture<CommandResponse> answer = send(CommandRequest.of(LUN, cdb(0x91, 0, 0)));
        core.abort(core.held.getFirst());
        loop.run();
        assertTrue(answer.isCompletedExceptionally());
        assertTrue(endings.isEmpty(), "the nexus goes on");
    }

    @Test
    void shouldEndWhenItsHandleIsDead() {
        core.dead = true;
        assertTrue(send(CommandRequest.of(LUN, cdb(0x91, 0, 0))).isCompletedExceptionally());
        assertEquals(1, endings.size());
    }

    @Test
    void shouldPassAsynchronousEventsUntilItHasEnded() {
        Sense sense = MemoryTarget.attention().sense();
        assertTrue(core.transport.reportAsynchronousEvent(0, sense));
        nexus.close();
        loop.run();
        assertFalse(core.transport.reportAsynchronousEvent(0, sense));
        assertEquals(List.of(sense), events);
    }

    @Test
    void shouldKeepCommandsInTheOrderTheyWereSent() {
        for (int i = 0; i < 3; i++) {
            nexus.send(CommandRequest.of(LUN, cdb(0x91, i, 0)));
        }
        loop.run();
        List<Long> order =
                core.cdbs.stream().map(cdb -> ByteBuffer.wrap(cdb).getLong(2)).toList();
        assertEquals(List.of(0L, 1L, 2L), order);
    }
}
