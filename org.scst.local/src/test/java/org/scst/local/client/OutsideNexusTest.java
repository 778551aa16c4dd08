package org.scst.local.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.Descriptor;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.local.internal.handover.LeftConnection;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.nexus.MemoryTarget;
import org.scst.local.internal.nexus.NexusLoop;
import org.scst.local.internal.outside.OutsideEndpoint;

class OutsideNexusTest {
    private static final int MEMORY = 64 << 10;
    private static final byte[] READY = new byte[6];

    @TempDir
    private Path folder;

    private final MemoryTarget core = new MemoryTarget(64);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Events events = new Events() {
        @Override
        public void reported(long lun, byte[] sense) {
            told.add(Long.toHexString(lun) + " " + HexFormat.of().toHexDigits(sense[12]));
        }

        @Override
        public void ended(String cause) {
            told.add(cause);
        }
    };
    private NexusLoop nexuses;
    private EventLoop loop;
    private Path path;
    private OutsideEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        nexuses = NexusLoop.to(core);
        loop = nexuses.loop;
        path = folder.resolve("drivers");
        endpoint = OutsideEndpoint.open(path, loop, nexuses::sender, LeftEndpoint.none());
    }

    @AfterEach
    void close() {
        if (nexuses != null) {
            endpoint.close().join();
            nexuses.close();
        }
    }

    private OutsideNexus connect() throws IOException {
        return OutsideNexus.connect(path, "driver", new byte[0], MEMORY, events);
    }

    private void awaitHeld(int commands) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (CompletableFuture.supplyAsync(() -> core.held.size(), loop).join() < commands) {
            assertTrue(System.nanoTime() < end, "nothing has come");
            Thread.onSpinWait();
        }
    }

    private static Answer end(Sent sent) throws Exception {
        return sent.answer().get(60, TimeUnit.SECONDS);
    }

    private static byte[] cdb(int operationCode, long lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put(0, (byte) operationCode)
                .putLong(2, lba)
                .putInt(10, blocks)
                .array();
    }

    @Test
    void shouldMoveDataThroughTheSharedMemory() throws Exception {
        try (OutsideNexus nexus = connect()) {
            assertEquals(MEMORY, nexus.memory().byteSize());
            byte[] data = new byte[4 * MemoryTarget.BLOCK];
            Arrays.fill(data, (byte) 0x5A);
            MemorySegment.copy(data, 0, nexus.memory(), ValueLayout.JAVA_BYTE, 1000, data.length);
            assertTrue(end(nexus.send(Command.writing(0, cdb(0x8A, 3, 4), 1000, data.length)))
                    .isGood());
            assertArrayEquals(data, Arrays.copyOfRange(core.medium, 3 * 512, 3 * 512 + data.length));
            Answer read = end(nexus.send(Command.reading(0, cdb(0x88, 3, 4), 8192, data.length)));
            assertEquals(data.length, read.received());
            assertArrayEquals(data, nexus.memory().asSlice(8192, data.length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldGiveSenseDataAndResidual() throws Exception {
        try (OutsideNexus nexus = connect()) {
            Answer outside = end(nexus.send(Command.reading(0, cdb(0x88, 64, 1), 0, 512)));
            assertEquals(2, outside.status());
            assertEquals(0x21, outside.sense()[12]);
            assertFalse(outside.isGood());
            assertEquals(
                    -512,
                    end(nexus.send(Command.reading(0, cdb(0x88, 0, 1), 0, 1024)))
                            .residual());
            Answer elsewhere = end(nexus.send(Command.of(Command.lun(300), READY)));
            assertEquals(0x25, elsewhere.sense()[12], "LOGICAL UNIT NOT SUPPORTED");
        }
    }

    @Test
    void shouldAbortOneCommandOfManyAndWaitForAPlace() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            nexuses.run(() -> {
                core.holds = true;
                core.transport.queueLimit(1000);
            });
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < nexus.mostCommands(); i++) {
                sent.add(nexus.send(Command.of(0, READY).with(TaskAttribute.ORDERED)));
            }
            CompletableFuture<Sent> oneMore = CompletableFuture.supplyAsync(() -> {
                try {
                    return nexus.send(Command.of(0, READY));
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitHeld(nexus.mostCommands());
            CompletableFuture<ServiceResponse> managed = nexus.manage(
                    TaskManagementFunction.ABORT_TASK, 0, sent.get(5).tag());
            while (CompletableFuture.supplyAsync(() -> core.requests.isEmpty(), loop)
                    .join()) {
                Thread.onSpinWait();
            }
            assertFalse(oneMore.isDone());
            nexuses.run(() -> core.abort(core.held.get(5)));
            assertFalse(end(sent.get(5)).answered());
            nexuses.run(() -> core.transport.affectedCommandsEnded(core.requests.getFirst()));
            assertEquals(ServiceResponse.FUNCTION_COMPLETE, managed.get(60, TimeUnit.SECONDS));
            Sent last = oneMore.get(60, TimeUnit.SECONDS);
            awaitHeld(nexus.mostCommands());
            nexuses.run(core::release);
            assertTrue(end(last).isGood());
            assertTrue(end(sent.getFirst()).isGood());
        }
    }

    @Test
    void shouldTellOfEvents() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            Sense grown = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
            nexuses.run(() -> core.transport.reportAsynchronousEvent(3L << 48, grown));
            assertEquals("3000000000000 2a", told.poll(60, TimeUnit.SECONDS));
        }
        assertEquals("closed by its initiator", told.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void shouldFailWhatIsInProgressWhenThePlatformGoes() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            nexuses.run(() -> core.holds = true);
            Sent held = nexus.send(Command.of(0, READY));
            awaitHeld(1);
            endpoint.close().join();
            ExecutionException failed = assertThrows(ExecutionException.class, () -> end(held));
            assertTrue(failed.getCause() instanceof IOException, failed.toString());
            assertEquals("the platform has closed the connection", told.poll(60, TimeUnit.SECONDS));
            assertThrows(IOException.class, () -> nexus.send(Command.of(0, READY)));
            assertThrows(IOException.class, () -> nexus.manage(TaskManagementFunction.TARGET_RESET, 0, 0));
        }
        endpoint = OutsideEndpoint.open(path, loop, nexuses::sender, LeftEndpoint.none());
    }

    private void update() throws IOException {
        endpoint = OutsideEndpoint.open(
                path, loop, nexuses::sender, endpoint.leave().join());
    }

    @Test
    void shouldNoticeNothingOfUpdates() throws Exception {
        try (OutsideNexus nexus = connect()) {
            byte[] data = new byte[4 * MemoryTarget.BLOCK];
            Arrays.fill(data, (byte) 0x5A);
            MemorySegment.copy(data, 0, nexus.memory(), ValueLayout.JAVA_BYTE, 1000, data.length);
            for (int round = 0; round < 12; round++) {
                assertTrue(end(nexus.send(Command.writing(0, cdb(0x8A, round, 4), 1000, data.length)))
                        .isGood());
                update();
                assertTrue(end(nexus.send(Command.reading(0, cdb(0x88, round, 4), 8192, data.length)))
                        .isGood());
                assertArrayEquals(
                        data, nexus.memory().asSlice(8192, data.length).toArray(ValueLayout.JAVA_BYTE));
            }
            assertNull(told.poll());
            nexuses.run(() -> assertNull(core.lost));
        }
    }

    @Test
    void shouldHaveWhatIsSentMeanwhileWait() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            LeftEndpoint left = endpoint.leave().join();
            Sent sent = nexus.send(Command.of(0, READY));
            try (OutsideNexus late = lateThan(left)) {
                assertTrue(end(sent).isGood());
                assertTrue(late.mostCommands() > 0);
            }
        }
    }

    /** Connects while nobody answers. */
    private OutsideNexus lateThan(LeftEndpoint left) throws Exception {
        CompletableFuture<OutsideNexus> connecting = CompletableFuture.supplyAsync(() -> {
            try {
                return OutsideNexus.connect(path, "late", new byte[0], MEMORY, events);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        endpoint = OutsideEndpoint.open(path, loop, nexuses::sender, left);
        return connecting.get(60, TimeUnit.SECONDS);
    }

    @Test
    void shouldBeToldOnceOfWhatWasNotAnsweredBeforeAnUpdate() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            nexuses.run(() -> core.holds = true);
            Sent held = nexus.send(Command.of(0, READY));
            awaitHeld(1);
            LeftEndpoint left = endpoint.leave().join();
            nexuses.run(() -> {
                core.holds = false;
                core.held.clear();
            });
            endpoint = OutsideEndpoint.open(path, loop, nexuses::sender, left);
            assertFalse(end(held).answered());
            assertTrue(end(nexus.send(Command.of(0, READY))).isGood());
            assertNull(told.poll());
        }
    }

    private static void assertNotYet(CompletableFuture<?> answer, String why) {
        assertThrows(TimeoutException.class, () -> answer.get(100, TimeUnit.MILLISECONDS), why);
    }

    @Test
    void shouldBeToldOfALostCommandWhenCoreIsThroughWithItAndNotBefore() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            nexuses.run(() -> core.holds = true);
            Sent lost = nexus.send(Command.of(0, READY));
            for (int update = 1; update <= 2; update++) {
                awaitHeld(1);
                LeftEndpoint left = endpoint.leave().join();
                nexuses.run(core.held::clear);
                endpoint = OutsideEndpoint.open(path, loop, nexuses::sender, left);
            }
            awaitHeld(1);
            assertNotYet(lost.answer(), "core has not said yet that it takes commands");
            nexuses.run(() -> core.holds = false);
            CompletableFuture<ServiceResponse> reset = nexus.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
            assertNotYet(reset, "nor may a function be answered that may be about it");
            nexuses.run(core::release);
            assertEquals(ServiceResponse.FUNCTION_COMPLETE, reset.get(60, TimeUnit.SECONDS));
            assertTrue(lost.answer().isDone(), "it is told first");
            assertFalse(end(lost).answered());
        }
    }

    @Test
    void shouldEndWhenWhatWasLeftOfItIsRefused() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            LeftEndpoint left = endpoint.leave().join();
            left.connections().getFirst().state().setInt(0, 99);
            endpoint = OutsideEndpoint.open(path, loop, nexuses::sender, left);
            assertEquals("the platform has closed the connection", told.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void shouldEndWithoutItsMemory() throws Exception {
        try (OutsideNexus nexus = connect()) {
            end(nexus.send(Command.of(0, READY)));
            LeftEndpoint left = endpoint.leave().join();
            LeftConnection connection = left.connections().getFirst();
            connection.others().values().forEach(Descriptor::close);
            LeftConnection without = new LeftConnection(connection.socket(), Map.of(), connection.state());
            endpoint = OutsideEndpoint.open(
                    path, loop, nexuses::sender, new LeftEndpoint(left.listening(), List.of(without)));
            assertEquals("the platform has closed the connection", told.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void shouldSayWhatThePlatformRefuses() throws Exception {
        IOException refused =
                assertThrows(IOException.class, () -> OutsideNexus.connect(path, "driver", new byte[0], 100, events));
        assertTrue(refused.getMessage().contains("multiple of 4096"), refused.getMessage());
        try (OutsideNexus nexus = connect()) {
            nexus.send(Command.writing(0, cdb(0x8A, 0, 1), MEMORY, 512));
            String cause = told.poll(60, TimeUnit.SECONDS);
            assertTrue(cause.contains("the memory has 65536"), cause);
        }
        Path nobody = folder.resolve("nobody");
        assertTrue(
                assertThrows(IOException.class, () -> OutsideNexus.connect(nobody, "driver", new byte[0], 4096, events))
                        .getMessage()
                        .contains("No such file"));
    }

    @Test
    void shouldUnmapItsMemoryAtTheEnd() throws Exception {
        OutsideNexus nexus = connect();
        nexus.close();
        nexus.close();
        assertThrows(IllegalStateException.class, () -> nexus.memory().get(ValueLayout.JAVA_BYTE, 0));
    }
}
