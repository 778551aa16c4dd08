package org.scst.local.internal.vhost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.Descriptor;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.local.internal.handover.LeftConnection;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.nexus.MemoryTarget;
import org.scst.local.internal.nexus.NexusLoop;

/** One revision of the driver leaves a guest, the next goes on with it: the guest waits, and that is all that it sees. */
class VhostHandoverTest {
    private static final int REQUEST = 2;
    private static final int RESPONSE = ScsiRequest.RESPONSE_LENGTH;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration NOT = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private final MemoryTarget core = new MemoryTarget(64);
    private NexusLoop nexuses;
    private EventLoop loop;
    private Path path;
    private VhostEndpoint endpoint;
    private FakeHypervisor vm;

    @BeforeEach
    void open() throws IOException {
        nexuses = NexusLoop.to(core);
        loop = nexuses.loop;
        path = folder.resolve("vm");
        endpoint = VhostEndpoint.open(path, loop, nexuses::guest, LeftEndpoint.none());
        vm = new FakeHypervisor(path);
        vm.start();
    }

    @AfterEach
    void close() {
        if (nexuses != null) {
            vm.close();
            endpoint.close().join();
            nexuses.close();
        }
    }

    private static byte[] command(byte[] cdb, byte[] data) {
        ByteBuffer request =
                ByteBuffer.allocate(ScsiRequest.HEADER + data.length).order(ByteOrder.LITTLE_ENDIAN);
        request.put(VirtioLun.field(0)).putLong(8, 77).position(19).put(cdb);
        request.position(ScsiRequest.HEADER).put(data);
        return request.array();
    }

    private static byte[] ready() {
        return command(cdb(0, 0, 0), new byte[0]);
    }

    private static byte[] cdb(int operationCode, long lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put(0, (byte) operationCode)
                .putLong(2, lba)
                .putInt(10, blocks)
                .array();
    }

    private LeftEndpoint leave() {
        return endpoint.leave().join();
    }

    private void resume(LeftEndpoint left) throws IOException {
        endpoint = VhostEndpoint.open(path, loop, nexuses::guest, left);
        nexuses.run(() -> {});
    }

    @Test
    void shouldGoOnWhereTheEarlierRevisionHasStood() throws IOException {
        byte[] data = new byte[8 * MemoryTarget.BLOCK];
        Arrays.fill(data, (byte) 0x3C);
        vm.request(REQUEST, command(cdb(0x8A, 4, 8), data), RESPONSE);
        for (int round = 0; round < 12; round++) {
            resume(leave());
            byte[] read = vm.request(REQUEST, command(cdb(0x88, 4, 8), new byte[0]), RESPONSE + data.length);
            assertArrayEquals(data, Arrays.copyOfRange(read, RESPONSE, read.length), "round " + round);
        }
        assertNull(core.lost, "nobody has ended its nexus");
    }

    @Test
    void shouldTakeWhatWasMadeAvailableMeanwhileAndInterruptTheGuest() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        LeftEndpoint left = leave();
        vm.makeAvailable(REQUEST, ready(), RESPONSE);
        assertFalse(vm.isUsed(REQUEST, NOT), "nobody is there");
        vm.interrupts(REQUEST);
        resume(left);
        assertTrue(vm.isUsed(REQUEST, SOON));
        nexuses.run(() -> {});
        assertTrue(vm.interrupts(REQUEST) > 0);
    }

    @Test
    void shouldInterruptTheGuestForWhatWasUsedWithoutAnybodyBeingTold() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        LeftEndpoint left = leave();
        vm.interrupts(REQUEST);
        resume(left);
        assertTrue(vm.interrupts(REQUEST) > 0);
    }

    @Test
    void shouldWaitForAnswersBeforeItLeaves() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        core.holds = true;
        vm.makeAvailable(REQUEST, ready(), RESPONSE);
        awaitHeld();
        CompletableFuture<LeftEndpoint> leaving = endpoint.leave();
        nexuses.run(() -> {
            core.holds = false;
            core.release();
        });
        LeftEndpoint left = leaving.join();
        assertTrue(vm.isUsed(REQUEST, SOON));
        assertEquals(0, vm.written(REQUEST, ready().length, RESPONSE)[11]);
        resume(left);
        vm.request(REQUEST, ready(), RESPONSE);
    }

    private void awaitHeld() {
        long end = System.nanoTime() + SOON.toNanos();
        boolean[] held = new boolean[1];
        while (!held[0] && System.nanoTime() < end) {
            nexuses.run(() -> held[0] = !core.held.isEmpty());
        }
        assertTrue(held[0]);
    }

    @Test
    void shouldAnswerOnceWhatTheEarlierRevisionCouldNot() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        core.holds = true;
        vm.makeAvailable(REQUEST, ready(), RESPONSE);
        awaitHeld();
        LeftEndpoint left = leave();
        assertFalse(vm.isUsed(REQUEST, NOT), "it is not answered by who has left");
        core.holds = false;
        nexuses.run(core.held::clear);
        resume(left);
        assertTrue(vm.isUsed(REQUEST, SOON));
        assertEquals(ScsiRequest.RESET, vm.written(REQUEST, ready().length, RESPONSE)[11]);
        assertFalse(vm.isUsed(REQUEST, NOT), "nor twice");
        assertEquals(ScsiRequest.OK, vm.request(REQUEST, ready(), RESPONSE)[11]);
    }

    /** Has a request be lost over a hand-over; what is sent to core from then on is held. */
    private void lose() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        core.holds = true;
        vm.makeAvailable(REQUEST, ready(), RESPONSE);
        awaitHeld();
        LeftEndpoint left = leave();
        nexuses.run(core.held::clear);
        resume(left);
        awaitHeld();
    }

    private void release() {
        nexuses.run(() -> {
            core.holds = false;
            core.release();
        });
    }

    @Test
    void shouldEndWhatWasLostWhenCoreIsThroughWithItAndNotBefore() throws IOException {
        lose();
        assertFalse(vm.isUsed(REQUEST, NOT), "core has not said yet that it takes commands");
        LeftEndpoint again = leave();
        nexuses.run(core.held::clear);
        resume(again);
        awaitHeld();
        assertFalse(vm.isUsed(REQUEST, NOT), "nor has it to the one after");
        release();
        assertTrue(vm.isUsed(REQUEST, SOON));
        assertEquals(ScsiRequest.RESET, vm.written(REQUEST, ready().length, RESPONSE)[11]);
        assertFalse(vm.isUsed(REQUEST, NOT), "once");
    }

    @Test
    void shouldNotAnswerAHypervisorThatStopsARingBeforeWhatWasLostHasEnded() throws IOException {
        lose();
        vm.send(VhostMessage.GET_VRING_BASE, FakeHypervisor.ints(REQUEST, 0));
        assertFalse(vm.isUsed(REQUEST, NOT));
        release();
        assertEquals(20, vm.receive(20).length);
        assertTrue(vm.isUsed(REQUEST, Duration.ZERO), "used before the reply");
    }

    @Test
    void shouldNotAnswerAnAbortBeforeTheLostRequestThatItMeans() throws IOException {
        lose();
        nexuses.run(() -> core.holds = false);
        ByteBuffer abort = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        abort.position(8).put(VirtioLun.field(0)).putLong(77);
        vm.makeAvailable(ScsiQueues.CONTROL, abort.array(), 1);
        assertFalse(vm.isUsed(ScsiQueues.CONTROL, NOT));
        release();
        assertTrue(vm.isUsed(ScsiQueues.CONTROL, SOON));
        assertEquals(0, vm.written(ScsiQueues.CONTROL, 24, 1)[0]);
        assertTrue(vm.isUsed(REQUEST, Duration.ZERO));
        assertEquals(ScsiRequest.ABORTED, vm.written(REQUEST, ready().length, RESPONSE)[11]);
    }

    @Test
    void shouldTakeUpItsNexusBeforeTheGuestSendsAnything() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        LeftEndpoint left = leave();
        nexuses.run(core.opened::clear);
        nexuses.gate = new CompletableFuture<>();
        resume(left);
        nexuses.run(() -> assertEquals(0, core.opened.size(), "the configuration is not in force yet"));
        nexuses.gate.complete(true);
        nexuses.run(() -> {});
        nexuses.run(() -> assertEquals(1, core.opened.size()));
    }

    @Test
    void shouldTellOfLogicalUnitsThatHaveComeMeanwhile() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        vm.makeAvailable(ScsiQueues.EVENT, new byte[0], 16);
        LeftEndpoint left = leave();
        core.luns = List.of(0L, LogicalUnitNumber.encode(3));
        resume(left);
        assertTrue(vm.isUsed(ScsiQueues.EVENT, SOON));
        byte[] event = vm.written(ScsiQueues.EVENT, 0, 16);
        assertEquals(1, event[0], "transport reset");
        assertEquals(3, event[7], "its number");
    }

    /** Rings are looked at, and REPORT LUNS is sent, as soon as one is enabled. */
    private void startAnew(Runnable before) throws IOException {
        vm.close();
        endpoint.close().join();
        nexuses.run(before);
        endpoint = VhostEndpoint.open(path, loop, nexuses::guest, LeftEndpoint.none());
        vm = new FakeHypervisor(path);
        vm.start();
    }

    private byte[] eventAfter(LeftEndpoint left) throws IOException {
        core.holds = false;
        nexuses.run(core.held::clear);
        vm.makeAvailable(ScsiQueues.EVENT, new byte[0], 16);
        resume(left);
        assertTrue(vm.isUsed(ScsiQueues.EVENT, SOON));
        byte[] event = vm.written(ScsiQueues.EVENT, 0, 16);
        vm.makeAvailable(ScsiQueues.EVENT, new byte[0], 16);
        vm.request(REQUEST, ready(), RESPONSE);
        assertFalse(vm.isUsed(ScsiQueues.EVENT, NOT), "nothing else is told");
        return event;
    }

    private static void assertOnlyMissed(byte[] event) {
        assertArrayEquals(ScsiEvent.onlyMissed(), event);
    }

    @Test
    void shouldHaveTheGuestLookWhenItsLogicalUnitsWereNotKnownYet() throws IOException {
        startAnew(() -> core.holds = true);
        awaitHeld();
        assertOnlyMissed(eventAfter(leave()));
    }

    @Test
    void shouldHaveTheGuestLookWhenItsLogicalUnitsCouldNotBeHad() throws IOException {
        startAnew(() -> core.outcomes.add(Outcome.INVALID_OPERATION_CODE));
        vm.request(REQUEST, ready(), RESPONSE);
        assertOnlyMissed(eventAfter(leave()));
    }

    @Test
    void shouldTellWhatHasGoneAfterWhatWasNotKnownYet() throws IOException {
        core.luns = List.of(0L, LogicalUnitNumber.encode(3));
        startAnew(() -> core.holds = true);
        awaitHeld();
        assertOnlyMissed(eventAfter(leave()));
        LeftEndpoint left = leave();
        core.luns = List.of(0L);
        resume(left);
        assertTrue(vm.isUsed(ScsiQueues.EVENT, SOON));
        byte[] event = vm.written(ScsiQueues.EVENT, 0, 16);
        assertEquals(ScsiEvent.REMOVED, event[12]);
        assertEquals(3, event[7], "its number");
    }

    @Test
    void shouldStillAnswerAHypervisorThatStopsARing() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        core.holds = true;
        vm.makeAvailable(REQUEST, ready(), RESPONSE);
        awaitHeld();
        vm.send(VhostMessage.GET_VRING_BASE, FakeHypervisor.ints(REQUEST, 0));
        LeftEndpoint left = leave();
        core.holds = false;
        resume(left);
        ByteBuffer reply = ByteBuffer.wrap(vm.receive(20)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(VhostMessage.GET_VRING_BASE, reply.getInt(0));
        assertEquals(REQUEST, reply.getInt(12));
        assertEquals(2, reply.getInt(16));
    }

    @Test
    void shouldKnowARingOfWhichNothingIsSaidButThatItIsEnabled() throws Exception {
        vm.send(VhostMessage.SET_VRING_ENABLE, FakeHypervisor.ints(5, 1));
        vm.request(REQUEST, ready(), RESPONSE);
        resume(leave());
        vm.request(REQUEST, ready(), RESPONSE);
        LeftEndpoint left = leave();
        VhostState state = VhostState.read(left.connections().getFirst().state());
        assertEquals(
                List.of(0, 1, 2, 5),
                state.rings().stream()
                        .filter(VhostState.Ring::enabled)
                        .map(VhostState.Ring::index)
                        .toList());
        resume(left);
    }

    @Test
    void shouldGoOnInTheMiddleOfAMessage() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        byte[] message = FakeHypervisor.ints(VhostMessage.GET_FEATURES, 1, 0);
        vm.sendRaw(Arrays.copyOf(message, 5));
        nexuses.run(() -> {});
        LeftEndpoint left = leave();
        vm.sendRaw(Arrays.copyOfRange(message, 5, message.length));
        resume(left);
        assertEquals(20, vm.receive(20).length);
    }

    @Test
    void shouldKeepWhoConnectsMeanwhileWaiting() throws IOException {
        vm.close();
        LeftEndpoint left = leave();
        vm = new FakeHypervisor(path);
        vm.send(VhostMessage.GET_FEATURES, new byte[0]);
        resume(left);
        assertEquals(20, vm.receive(20).length);
    }

    @Test
    void shouldTurnAwayASecondGuestAsBefore() throws IOException {
        vm.request(REQUEST, ready(), RESPONSE);
        resume(leave());
        try (FakeHypervisor second = new FakeHypervisor(path)) {
            assertEquals(0, second.receive(1).length);
        }
    }

    private void refused(UnaryOperator<VhostState> hostile) throws IOException, GuestException {
        vm.request(REQUEST, ready(), RESPONSE);
        LeftEndpoint left = leave();
        LeftConnection connection = left.connections().getFirst();
        VhostState state = VhostState.read(connection.state());
        ByteBuf written = hostile.apply(state).write();
        resume(new LeftEndpoint(
                left.listening(), List.of(new LeftConnection(connection.socket(), connection.others(), written))));
        assertEquals(0, vm.receive(1).length, "its connection ends");
        try (FakeHypervisor next = new FakeHypervisor(path)) {
            next.start();
            assertEquals(ScsiRequest.OK, next.request(REQUEST, ready(), RESPONSE)[11], "others are served");
        }
    }

    private static VhostState with(VhostState state, List<VhostState.Region> regions, List<VhostState.Ring> rings) {
        return new VhostState(
                state.features(), regions, rings, state.unread(), state.passed(), state.stopping(), state.scsi());
    }

    private static VhostState with(VhostState state, VhostState.Unanswered unanswered) {
        VhostState.Scsi scsi = state.scsi();
        return new VhostState(
                state.features(),
                state.regions(),
                state.rings(),
                state.unread(),
                state.passed(),
                state.stopping(),
                new VhostState.Scsi(scsi.asked(), scsi.missed(), scsi.known(), scsi.events(), List.of(unanswered)));
    }

    private static VhostState.Ring ring(int index, int size, long usedRing) {
        return new VhostState.Ring(index, size, 0, 0, true, true, 0x7000_0000_0000L, usedRing, 0, false, false);
    }

    @Test
    void shouldRefuseARegionBeyondItsFile() throws Exception {
        refused(state -> with(state, List.of(new VhostState.Region(0, 1 << 30, 0, 0)), state.rings()));
    }

    @Test
    void shouldRefuseARegionWithoutADescriptor() throws Exception {
        refused(state -> {
            List<VhostState.Region> more = new ArrayList<>(state.regions());
            more.add(new VhostState.Region(0, 4096, 0, 0));
            return with(state, more, state.rings());
        });
    }

    @Test
    void shouldRefuseARingThatIsNotThere() throws Exception {
        refused(state -> with(state, state.regions(), List.of(ring(64, 8, 0))));
    }

    @Test
    void shouldRefuseARingOfAnotherSize() throws Exception {
        refused(state -> with(state, state.regions(), List.of(ring(2, 7, 0))));
    }

    @Test
    void shouldRefuseARingOutsideOfMemory() throws Exception {
        refused(state -> with(state, state.regions(), List.of(ring(2, 8, 0x7000_0000_0000L + (1 << 20) - 8))));
    }

    @Test
    void shouldRefuseARequestThatLeavesItsTable() throws Exception {
        refused(state -> with(state, new VhostState.Unanswered(REQUEST, 8)));
    }

    @Test
    void shouldRefuseARequestOfARingThatIsNowhere() throws Exception {
        refused(state -> with(state, new VhostState.Unanswered(40, 0)));
    }

    @Test
    void shouldRefuseFeaturesThatWereNotOffered() throws Exception {
        refused(state -> new VhostState(
                -1L, state.regions(), state.rings(), state.unread(), state.passed(), state.stopping(), state.scsi()));
    }

    @Test
    void shouldRefuseWhatIsNoEvent() throws Exception {
        vm.request(REQUEST, ready(), RESPONSE);
        LeftEndpoint left = leave();
        LeftConnection connection = left.connections().getFirst();
        Map<String, Descriptor> others = new HashMap<>(connection.others());
        Descriptor memory = others.get("region.0");
        others.put("region.0", others.get("kick.2"));
        others.put("kick.2", memory);
        resume(new LeftEndpoint(
                left.listening(), List.of(new LeftConnection(connection.socket(), others, connection.state()))));
        assertEquals(0, vm.receive(1).length, "its connection ends");
    }
}
