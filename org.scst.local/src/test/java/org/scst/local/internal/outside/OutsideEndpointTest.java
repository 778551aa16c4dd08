package org.scst.local.internal.outside;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.SharedMemory;
import org.scst.core.linux.UnixSocket;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.nexus.MemoryTarget;
import org.scst.local.internal.nexus.NexusLoop;

class OutsideEndpointTest {
    private static final int MEMORY = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final MemoryTarget core = new MemoryTarget(64);
    private NexusLoop nexuses;
    private EventLoop loop;
    private Path path;
    private OutsideEndpoint endpoint;
    private Descriptor socket;

    @BeforeEach
    void open() throws IOException {
        nexuses = NexusLoop.to(core);
        loop = nexuses.loop;
        path = folder.resolve("drivers");
        endpoint = OutsideEndpoint.open(path, loop, nexuses::sender, LeftEndpoint.none());
        socket = UnixSocket.connect(path);
    }

    @AfterEach
    void close() {
        if (nexuses != null) {
            socket.close();
            endpoint.close().join();
            nexuses.close();
        }
    }

    private void send(ByteBuffer message) {
        byte[] bytes = message.array();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, all, ValueLayout.JAVA_BYTE, 0, bytes.length);
            assertEquals(bytes.length, UnixSocket.send(socket, all.address(), bytes.length));
        }
    }

    private ByteBuffer receive(List<Descriptor> descriptors) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(OutsideMessage.MOST);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                int received = UnixSocket.receive(socket, all.address(), OutsideMessage.MOST, descriptors);
                if (received != -Errno.EAGAIN) {
                    return ByteBuffer.wrap(all.asSlice(0, Math.max(received, 0)).toArray(ValueLayout.JAVA_BYTE))
                            .order(ByteOrder.LITTLE_ENDIAN);
                }
                Thread.onSpinWait();
            }
            throw new AssertionError("nothing has come");
        }
    }

    private static ByteBuffer message(int length, int type) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putInt(type);
    }

    private static ByteBuffer hello(int version, int memory, String name) {
        ByteBuffer hello = message(24 + name.length(), OutsideMessage.HELLO);
        hello.putInt(version).putInt(memory).putInt(name.length()).putInt(0);
        hello.put(name.getBytes(StandardCharsets.US_ASCII));
        return hello;
    }

    private static ByteBuffer command(long tag, byte[] cdb, int out, int outLength, int in, int inLength) {
        ByteBuffer command = message(44 + cdb.length, OutsideMessage.COMMAND);
        command.putLong(tag).putLong(0).putInt(out).putInt(outLength).putInt(in).putInt(inLength);
        command.putShort((short) 0).putShort((short) cdb.length).put(cdb);
        return command;
    }

    private static byte[] cdb(int operationCode, long lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put(0, (byte) operationCode)
                .putLong(2, lba)
                .putInt(10, blocks)
                .array();
    }

    private SharedMemory welcome() throws IOException {
        send(hello(1, MEMORY, "driver"));
        List<Descriptor> descriptors = new ArrayList<>();
        ByteBuffer welcome = receive(descriptors);
        assertEquals(OutsideMessage.WELCOME, welcome.getInt(4));
        assertEquals(MEMORY, welcome.getInt(12));
        SharedMemory memory = SharedMemory.map(descriptors.getFirst(), 0, MEMORY);
        descriptors.getFirst().close();
        return memory;
    }

    @Test
    void shouldCarryOutCommandsWhoseDataIsInSharedMemory() throws IOException {
        try (SharedMemory memory = welcome()) {
            byte[] data = new byte[4 * MemoryTarget.BLOCK];
            Arrays.fill(data, (byte) 0x77);
            MemorySegment.copy(data, 0, memory.memory(), ValueLayout.JAVA_BYTE, 1000, data.length);
            send(command(7, cdb(0x8A, 2, 4), 1000, data.length, 0, 0));
            ByteBuffer written = receive(new ArrayList<>());
            assertEquals(OutsideMessage.RESPONSE, written.getInt(4));
            assertEquals(7, written.getLong(8));
            assertEquals(0, written.get(16));
            assertEquals(1, written.get(17));
            assertArrayEquals(data, Arrays.copyOfRange(core.medium, 1024, 1024 + data.length));
            send(command(8, cdb(0x88, 2, 4), 0, 0, 8192, data.length));
            ByteBuffer read = receive(new ArrayList<>());
            assertEquals(data.length, read.getInt(24));
            assertArrayEquals(data, memory.memory().asSlice(8192, data.length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldSayWhereInSharedMemoryDataBelongs() throws IOException {
        try (SharedMemory memory = welcome()) {
            core.places = true;
            new Random(1).nextBytes(core.medium);
            int length = 2 * core.window;
            send(command(8, cdb(0x88, 2, length / MemoryTarget.BLOCK), 0, 0, 8200, length));
            assertEquals(length, receive(new ArrayList<>()).getInt(24));
            assertEquals(2, core.placed);
            assertArrayEquals(
                    Arrays.copyOfRange(core.medium, 1024, 1024 + length),
                    memory.memory().asSlice(8200, length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldGiveSenseDataAsItIsSent() throws IOException {
        try (SharedMemory memory = welcome()) {
            send(command(1, cdb(0x88, 64, 1), 0, 0, 0, 512));
            ByteBuffer answer = receive(new ArrayList<>());
            assertEquals(2, answer.get(16));
            assertEquals(0x21, answer.get(28 + 12));
            assertEquals(MEMORY, memory.memory().byteSize());
        }
    }

    @Test
    void shouldManageTasks() throws IOException {
        try (SharedMemory memory = welcome()) {
            send(command(1, cdb(0, 0, 0), 0, 0, 0, 0));
            receive(new ArrayList<>());
            ByteBuffer reset = message(40, OutsideMessage.MANAGE)
                    .putLong(5)
                    .putLong(0)
                    .putLong(0)
                    .putInt(4);
            send(reset);
            ByteBuffer managed = receive(new ArrayList<>());
            assertEquals(OutsideMessage.MANAGED, managed.getInt(4));
            assertEquals(0, managed.getInt(16), "FUNCTION COMPLETE");
            assertEquals(1, core.requests.size());
            assertEquals(MEMORY, memory.memory().byteSize());
        }
    }

    @Test
    void shouldSayOnceWhatIsWrongAndEnd() throws IOException {
        List<ByteBuffer> wrong = List.of(
                hello(2, MEMORY, "driver"),
                hello(1, 100, "driver"),
                hello(1, MEMORY, "two words"),
                message(8, OutsideMessage.HELLO),
                message(44, OutsideMessage.COMMAND),
                message(8, 99),
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(1 << 30)
                        .putInt(1));
        for (ByteBuffer message : wrong) {
            send(message);
            assertRefused();
            socket = UnixSocket.connect(path);
        }
    }

    @Test
    void shouldRefuseCommandsThatCannotBe() throws IOException {
        List<ByteBuffer> wrong = List.of(
                command(1, new byte[5], 0, 0, 0, 0),
                command(1, cdb(0x88, 0, 1), 0, 0, MEMORY - 511, 512),
                command(1, cdb(0x8A, 0, 1), -1, 512, 0, 0),
                message(40, OutsideMessage.MANAGE)
                        .putLong(1)
                        .putLong(0)
                        .putLong(0)
                        .putInt(99),
                hello(1, MEMORY, "again"));
        for (ByteBuffer message : wrong) {
            try (SharedMemory memory = welcome()) {
                send(message);
                assertRefused();
                assertEquals(MEMORY, memory.memory().byteSize());
            }
            socket = UnixSocket.connect(path);
        }
    }

    private void assertRefused() throws IOException {
        ByteBuffer refusal = receive(new ArrayList<>());
        assertTrue(refusal.limit() > 8, "a reason");
        assertEquals(OutsideMessage.REFUSAL, refusal.getInt(4));
        assertEquals(refusal.limit(), refusal.getInt(0));
        assertEquals(0, receive(new ArrayList<>()).limit(), "the end");
        socket.close();
    }

    @Test
    void shouldEndTheNexusWithItsProcess() throws IOException {
        welcome().close();
        send(command(1, cdb(0, 0, 0), 0, 0, 0, 0));
        receive(new ArrayList<>());
        socket.close();
        while (CompletableFuture.supplyAsync(() -> core.lost == null, loop).join()) {
            Thread.onSpinWait();
        }
        assertEquals("its process has left", core.lost);
        socket = UnixSocket.connect(path);
    }

    /** Commands up to the limit, which stay in progress. */
    private void fill() throws IOException {
        send(command(0, cdb(0, 0, 0), 0, 0, 0, 0));
        receive(new ArrayList<>());
        nexuses.run(() -> {
            core.holds = true;
            core.transport.queueLimit(2 * OutsideConnection.MOST_COMMANDS);
        });
        for (int tag = 1; tag <= OutsideConnection.MOST_COMMANDS; tag++) {
            send(command(tag, cdb(0, 0, 0), 0, 0, 0, 0));
        }
    }

    @Test
    void shouldAbortForADriverThatHasItsLimitOfCommandsInProgress() throws IOException {
        welcome().close();
        fill();
        send(command(1000, cdb(0, 0, 0), 0, 0, 0, 0));
        ByteBuffer full = receive(new ArrayList<>());
        assertEquals(1000, full.getLong(8));
        assertEquals(0x28, full.get(16), "TASK SET FULL");
        send(message(40, OutsideMessage.MANAGE).putLong(5).putLong(0).putLong(7).putInt(0));
        while (CompletableFuture.supplyAsync(() -> core.requests.isEmpty(), loop)
                .join()) {
            Thread.onSpinWait();
        }
        nexuses.run(() -> core.abort(core.held.get(6)));
        ByteBuffer aborted = receive(new ArrayList<>());
        assertEquals(OutsideMessage.RESPONSE, aborted.getInt(4));
        assertEquals(7, aborted.getLong(8));
        assertEquals(0, aborted.get(17), "not answered");
        nexuses.run(() -> core.transport.affectedCommandsEnded(core.requests.getFirst()));
        ByteBuffer managed = receive(new ArrayList<>());
        assertEquals(OutsideMessage.MANAGED, managed.getInt(4));
        assertEquals(5, managed.getLong(8));
    }

    @Test
    void shouldRejectOneFunctionMoreThanItsLimit() throws IOException {
        welcome().close();
        fill();
        for (int tag = 1; tag <= OutsideConnection.MOST_FUNCTIONS + 1; tag++) {
            send(message(40, OutsideMessage.MANAGE)
                    .putLong(tag)
                    .putLong(0)
                    .putLong(1)
                    .putInt(7));
        }
        ByteBuffer managed = receive(new ArrayList<>());
        assertEquals(OutsideConnection.MOST_FUNCTIONS + 1, managed.getLong(8));
        assertEquals(2, managed.getInt(16), "FUNCTION REJECTED");
    }

    @Test
    void shouldEndWithADriverThatDiesWithItsLimitOfCommandsInProgress() throws IOException {
        welcome().close();
        fill();
        socket.close();
        while (CompletableFuture.supplyAsync(() -> core.lost == null, loop).join()) {
            Thread.onSpinWait();
        }
        assertEquals("its process has left", core.lost);
        socket = UnixSocket.connect(path);
    }
}
