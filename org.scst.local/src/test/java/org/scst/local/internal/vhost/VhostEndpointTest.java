package org.scst.local.internal.vhost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.linux.UnixSocket;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.nexus.MemoryTarget;
import org.scst.local.internal.nexus.NexusLoop;

class VhostEndpointTest {
    private static final int REQUEST = 2;
    private static final int RESPONSE = ScsiRequest.RESPONSE_LENGTH;

    @TempDir
    private Path folder;

    private final MemoryTarget core = new MemoryTarget(64);
    private NexusLoop nexuses;
    private EventLoop loop;
    private Path path;
    private VhostEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        nexuses = NexusLoop.to(core);
        loop = nexuses.loop;
        path = folder.resolve("vm");
        endpoint = VhostEndpoint.open(path, loop, nexuses::guest, LeftEndpoint.none());
    }

    @AfterEach
    void close() {
        if (nexuses != null) {
            endpoint.close().join();
            nexuses.close();
        }
    }

    private static byte[] command(int lun, byte[] cdb, byte[] data) {
        ByteBuffer request =
                ByteBuffer.allocate(ScsiRequest.HEADER + data.length).order(ByteOrder.LITTLE_ENDIAN);
        request.put(VirtioLun.field(lun)).putLong(8, 77).position(19).put(cdb);
        request.position(ScsiRequest.HEADER).put(data);
        return request.array();
    }

    private static byte[] cdb(int operationCode, long lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put(0, (byte) operationCode)
                .putLong(2, lba)
                .putInt(10, blocks)
                .array();
    }

    @Test
    void shouldMoveDataBetweenTheGuestAndTheLogicalUnit() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            byte[] data = new byte[8 * MemoryTarget.BLOCK];
            Arrays.fill(data, (byte) 0x3C);
            byte[] response = vm.request(REQUEST, command(0, cdb(0x8A, 4, 8), data), RESPONSE);
            assertEquals(0, response[10], "status");
            assertEquals(0, response[11], "response");
            assertArrayEquals(data, Arrays.copyOfRange(core.medium, 2048, 2048 + data.length));
            byte[] read = vm.request(REQUEST, command(0, cdb(0x88, 4, 8), new byte[0]), RESPONSE + data.length);
            assertArrayEquals(data, Arrays.copyOfRange(read, RESPONSE, read.length));
        }
    }

    @Test
    void shouldSayWhereInTheGuestsMemoryDataBelongs() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            core.places = true;
            new Random(1).nextBytes(core.medium);
            int length = 3 * core.window;
            byte[] read = vm.request(REQUEST, command(0, cdb(0x88, 4, 24), new byte[0]), RESPONSE + length);
            assertEquals(3, core.placed);
            assertArrayEquals(
                    Arrays.copyOfRange(core.medium, 2048, 2048 + length),
                    Arrays.copyOfRange(read, RESPONSE, read.length));
            assertEquals(RESPONSE + length, vm.usedLength(REQUEST));
        }
    }

    @Test
    void shouldGiveSenseDataAndRefuseOtherTargets() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            byte[] response = vm.request(REQUEST, command(0, cdb(0x88, 64, 1), new byte[0]), RESPONSE + 512);
            assertEquals(2, response[10], "CHECK CONDITION");
            int length =
                    ByteBuffer.wrap(response).order(ByteOrder.LITTLE_ENDIAN).getInt();
            Sense sense = Sense.read(response, ScsiRequest.RESPONSE_HEADER, length);
            assertEquals(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE, sense.additional());
            byte[] elsewhere = command(0, cdb(0, 0, 0), new byte[0]);
            elsewhere[1] = 1;
            assertEquals(ScsiRequest.BAD_TARGET, vm.request(REQUEST, elsewhere, RESPONSE)[11]);
        }
    }

    @Test
    void shouldManageTasks() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            ByteBuffer reset = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            reset.putInt(0).putInt(5).put(VirtioLun.field(0));
            assertEquals(0, vm.request(ScsiQueues.CONTROL, reset.array(), 1)[0]);
            reset.putInt(4, 99);
            assertEquals(11, vm.request(ScsiQueues.CONTROL, reset.array(), 1)[0], "FUNCTION REJECTED");
            byte[] subscribe = FakeHypervisor.ints(2, 0, 0, 0);
            assertEquals(0, vm.request(ScsiQueues.CONTROL, subscribe, 5)[4]);
        }
    }

    @Test
    void shouldTellAnAbortFromAReset() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            nexuses.run(() -> core.holds = true);
            byte[] request = command(0, cdb(0, 0, 0), new byte[0]);
            vm.makeAvailable(REQUEST, request, RESPONSE);
            while (CompletableFuture.supplyAsync(() -> core.held.isEmpty(), loop)
                    .join()) {
                Thread.onSpinWait();
            }
            nexuses.run(() -> core.abort(core.held.getFirst()));
            assertTrue(vm.isUsed(REQUEST, Duration.ofSeconds(60)));
            assertEquals(ScsiRequest.RESET, vm.written(REQUEST, request.length, RESPONSE)[11]);
        }
    }

    @Test
    void shouldTellTheGuestOfEvents() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            vm.makeAvailable(ScsiQueues.EVENT, new byte[0], 16);
            Sense grown = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
            assertTrue(CompletableFuture.supplyAsync(() -> core.transport.reportAsynchronousEvent(0, grown), loop)
                    .join());
            assertTrue(vm.isUsed(ScsiQueues.EVENT, Duration.ofSeconds(60)));
            ByteBuffer event =
                    ByteBuffer.wrap(vm.written(ScsiQueues.EVENT, 0, 16)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(3, event.getInt(), "PARAM_CHANGE");
            assertEquals(0x092A, event.getInt(12));
        }
    }

    private void report(long lun, int times) {
        Sense grown = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
        nexuses.run(() -> {
            for (int i = 0; i < times; i++) {
                core.transport.reportAsynchronousEvent(lun, grown);
            }
        });
    }

    private int nextEvent(FakeHypervisor vm) {
        vm.makeAvailable(ScsiQueues.EVENT, new byte[0], 16);
        assertTrue(vm.isUsed(ScsiQueues.EVENT, Duration.ofSeconds(60)));
        return ByteBuffer.wrap(vm.written(ScsiQueues.EVENT, 0, 16))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    @Test
    void shouldNameLogicalUnitsInEventsAsReportLunsDoes() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            awaitNobody();
            nexuses.run(() -> core.luns = List.of(0L, 3L << 48));
            reportLunsChanged();
            assertEquals(1, nextEvent(vm), "TRANSPORT_RESET");
            assertArrayEquals(
                    new byte[] {1, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0},
                    Arrays.copyOfRange(vm.written(ScsiQueues.EVENT, 0, 16), 4, 16),
                    "RESCAN, peripheral device addressing");
            nexuses.run(() -> core.luns = List.of(0L, 3L << 48, 0x412CL << 48));
            reportLunsChanged();
            nextEvent(vm);
            assertArrayEquals(
                    new byte[] {1, 0, 0x41, 0x2C},
                    Arrays.copyOfRange(vm.written(ScsiQueues.EVENT, 0, 16), 4, 8),
                    "flat space addressing");
        }
    }

    private void reportLunsChanged() {
        Sense changed = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        nexuses.run(() -> core.transport.reportAsynchronousEvent(0, changed));
    }

    @Test
    void shouldSayOnceThatMoreEventsHaveComeThanItKeeps() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            report(0, ScsiQueues.MOST_WAITING_EVENTS + 1);
            assertEquals(0x8000_0003, nextEvent(vm), "EVENTS_MISSED and PARAM_CHANGE");
            assertEquals(3, nextEvent(vm), "PARAM_CHANGE");
        }
    }

    @Test
    void shouldSayThatAnEventWasMissedAlthoughNoOtherFollows() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            report(LogicalUnitNumber.REPORT_LUNS.bytes(), 1);
            assertEquals(0x8000_0000, nextEvent(vm), "EVENTS_MISSED and NO_EVENT");
        }
    }

    @Test
    void shouldWaitForCommandsInProgressBeforeAQueueStops() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            nexuses.run(() -> core.holds = true);
            vm.makeAvailable(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            while (CompletableFuture.supplyAsync(() -> core.held.isEmpty(), loop)
                    .join()) {
                Thread.onSpinWait();
            }
            vm.send(VhostMessage.GET_VRING_BASE, FakeHypervisor.ints(REQUEST, 0));
            assertFalse(vm.isUsed(REQUEST, Duration.ofMillis(1)));
            nexuses.run(core::release);
            ByteBuffer reply = ByteBuffer.wrap(vm.receive(20)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(2, reply.getInt(16), "two have been taken");
            assertTrue(vm.isUsed(REQUEST, Duration.ofSeconds(60)));
        }
    }

    @Test
    void shouldWaitForTaskManagementFunctionsBeforeAQueueStops() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            nexuses.run(() -> core.holds = true);
            ByteBuffer reset = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            reset.putInt(0).putInt(5).put(VirtioLun.field(0));
            vm.makeAvailable(ScsiQueues.CONTROL, reset.array(), 1);
            while (CompletableFuture.supplyAsync(() -> core.requests.isEmpty(), loop)
                    .join()) {
                Thread.onSpinWait();
            }
            vm.send(VhostMessage.GET_VRING_BASE, FakeHypervisor.ints(ScsiQueues.CONTROL, 0));
            // The loop has met the message when it has done a few tasks.
            for (int i = 0; i < 5; i++) {
                awaitNobody();
            }
            nexuses.run(() -> core.transport.affectedCommandsEnded(core.requests.getFirst()));
            assertTrue(vm.isUsed(ScsiQueues.CONTROL, Duration.ofSeconds(60)));
            assertEquals(20, vm.receive(20).length);
        }
    }

    @Test
    void shouldLeaveTheGuestsMemoryAloneOnceItHasGone() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            nexuses.run(() -> core.holds = true);
            vm.makeAvailable(REQUEST, command(0, cdb(0x88, 0, 1), new byte[0]), RESPONSE + 512);
            while (CompletableFuture.supplyAsync(() -> core.held.isEmpty(), loop)
                    .join()) {
                Thread.onSpinWait();
            }
        }
        while (CompletableFuture.supplyAsync(() -> core.lost == null, loop).join()) {
            Thread.onSpinWait();
        }
        assertEquals("its virtual machine has left", core.lost);
    }

    @Test
    void shouldEndWithAGuestThatLeavesItsMemory() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            vm.descriptor(2 * 4096, 0, 1L << 40, 512, 0);
            vm.makeAvailable(REQUEST, new byte[0], 0);
            assertEquals(0, vm.receive(1).length);
        }
        try (FakeHypervisor next = new FakeHypervisor(path)) {
            next.start();
            assertEquals(0, next.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE)[10]);
        }
    }

    @Test
    void shouldEndWithAGuestWhoseMemoryIsCutAwayAndServeTheNext() throws IOException {
        Path file = folder.resolve("more");
        Files.write(file, new byte[1 << 16]);
        try (FakeHypervisor vm = new FakeHypervisor(path);
                Descriptor more = Descriptor.open(file, OpenFlag.READ_WRITE)) {
            vm.start();
            vm.shareMemoryAnd(more, 1 << 16);
            vm.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE);
            Files.write(file, new byte[0]);
            vm.makeReadAvailable(REQUEST, command(0, cdb(0x88, 0, 8), new byte[0]), RESPONSE, 8 * MemoryTarget.BLOCK);
            assertEquals(0, vm.receive(1).length);
        }
        awaitNobody();
        try (FakeHypervisor next = new FakeHypervisor(path)) {
            next.start();
            assertEquals(0, next.request(REQUEST, command(0, cdb(0, 0, 0), new byte[0]), RESPONSE)[10]);
        }
    }

    @Test
    void shouldRefuseARegionThatIsLongerThanItsFile() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.shareMemory(1 << 21);
            assertEquals(0, vm.receive(1).length);
        }
    }

    @Test
    void shouldRefuseAnotherSizeOfARingThatIsInUse() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.start();
            vm.send(VhostMessage.SET_VRING_NUM, FakeHypervisor.ints(REQUEST, 2 * FakeHypervisor.RING));
            assertEquals(0, vm.receive(1).length);
        }
    }

    @Test
    void shouldTurnASecondMachineAway() throws IOException {
        try (FakeHypervisor vm = new FakeHypervisor(path)) {
            vm.send(VhostMessage.GET_FEATURES, new byte[0]);
            assertEquals(20, vm.receive(20).length);
            try (FakeHypervisor second = new FakeHypervisor(path)) {
                assertEquals(0, second.receive(1).length);
            }
        }
    }

    @Test
    void shouldEndWithMessagesThatCannotBe() throws IOException {
        byte[][] wrong = {
            FakeHypervisor.ints(1, 2, 0), // version 2
            FakeHypervisor.ints(1, 1, 1 << 30),
            FakeHypervisor.ints(99, 1, 0),
            FakeHypervisor.ints(VhostMessage.SET_VRING_NUM, 1, 8, 1000, 128),
            FakeHypervisor.ints(VhostMessage.SET_VRING_NUM, 1, 8, 0, 100),
            FakeHypervisor.ints(VhostMessage.SET_VRING_NUM, 1, 0),
            FakeHypervisor.ints(VhostMessage.SET_MEM_TABLE, 1, 8, 4, 0),
            FakeHypervisor.ints(VhostMessage.SET_VRING_KICK, 1, 8, 0, 0),
            FakeHypervisor.ints(VhostMessage.SET_FEATURES, 1, 8, -1, -1),
        };
        for (byte[] message : wrong) {
            try (FakeHypervisor vm = new FakeHypervisor(path)) {
                vm.sendRaw(message);
                assertEquals(0, vm.receive(1).length, Arrays.toString(message));
            }
            awaitNobody();
        }
    }

    @Test
    void shouldTakeNothingButEventsAsKickAndCall() throws IOException {
        for (int request : new int[] {VhostMessage.SET_VRING_KICK, VhostMessage.SET_VRING_CALL}) {
            try (FakeHypervisor vm = new FakeHypervisor(path)) {
                vm.send(request, FakeHypervisor.longs(REQUEST), vm.socket.number());
                assertEquals(0, vm.receive(1).length);
            }
            awaitNobody();
        }
    }

    @Test
    void shouldKeepNoDescriptorThatAPeerHasSentInVain() throws IOException {
        String name = "memfd:" + folder.getFileName();
        try (FakeHypervisor vm = new FakeHypervisor(path);
                MemoryFile passed = MemoryFile.create(folder.getFileName().toString(), 4096)) {
            long before = descriptors(name);
            vm.sendRaw(new byte[1], passed.descriptor());
            int[] more = new int[UnixSocket.MAX_DESCRIPTORS];
            Arrays.fill(more, passed.descriptor());
            vm.sendRaw(new byte[1], more);
            assertEquals(0, vm.receive(1).length);
            awaitNobody();
            assertEquals(before, descriptors(name));
        }
    }

    /** Those of this process for files of a name. */
    private static long descriptors(String name) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(one -> target(one).contains(name)).count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** The next is only served when the one before has left. */
    private void awaitNobody() {
        nexuses.run(() -> {});
    }

    @Test
    void shouldReplaceASocketThatNobodyListensOnAndNoOther() throws IOException {
        assertThrows(
                IOException.class,
                () -> VhostEndpoint.open(path, loop, nexuses::guest, LeftEndpoint.none()),
                "somebody listens");
        Path file = Files.createFile(folder.resolve("file"));
        assertThrows(IOException.class, () -> VhostEndpoint.open(file, loop, nexuses::guest, LeftEndpoint.none()));
        endpoint.close().join();
        assertFalse(Files.exists(path));
        endpoint = VhostEndpoint.open(path, loop, nexuses::guest, LeftEndpoint.none());
    }
}
