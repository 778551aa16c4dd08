package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.session.SessionFixture.pattern;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.Handover;
import org.scst.iscsi.internal.wire.WirePdu;

/** A session that one revision of the driver leaves and another goes on with. */
class DepartureTest {
    private static final int NO_DATA = 0x81;
    private static final int WRITE = 0xA1;
    private static final int ASYNCHRONOUS_MESSAGE = 0x32;

    private final SessionFixture fixture = new SessionFixture(SessionFixture.withDigests());
    private final List<Handover.Carried> shelf = new ArrayList<>();
    private LinuxFile socket;
    private SessionFixture next;

    @BeforeEach
    void giveADescriptor() throws Exception {
        socket = LinuxFile.open(Path.of("/dev/null"), OpenFlag.READ_WRITE);
        fixture.channel.descriptor(socket.descriptor());
        fixture.connection.detachment().leaveTo(shelf::add);
    }

    @AfterEach
    void close() {
        fixture.close();
        if (next != null) {
            next.close();
        }
        shelf.forEach(Handover.Carried::abandon);
        socket.close();
    }

    private void withdraw() {
        fixture.session.close("update", true);
        fixture.channel.runPendingTasks();
    }

    private ConnectionRecord left() throws RecordRefusedException {
        assertEquals(1, shelf.size());
        assertFalse(fixture.channel.isOpen(), "nothing of this revision has the channel");
        assertEquals(List.of("session"), fixture.ended);
        assertFalse(fixture.nexus.lost);
        return ConnectionRecord.read(shelf.getFirst());
    }

    /** The next revision goes on. */
    private void resume() throws RecordRefusedException {
        ConnectionRecord left = left();
        next = new SessionFixture(left.parameters(), SessionLimits.DEFAULT, Integer.MAX_VALUE, left);
        next.connection.goOnWith(left.unsent().retain(), left.unparsed().retain());
    }

    private static byte[] wire(WirePdu pdu) {
        return pdu.bytes(true, true);
    }

    @Test
    void shouldLeaveAnIdleConnectionWithoutAWord() throws Exception {
        withdraw();
        assertEquals(List.of(), fixture.sent());
        ConnectionRecord left = left();
        assertEquals(SessionFixture.FIRST_STAT_SN, left.statSN());
        assertEquals(SessionFixture.FIRST_CMD_SN, left.expCmdSN());
        assertEquals(32, left.maxCmdSN());
        assertEquals(0x400001370000L, left.identity().isid());
        assertEquals(SessionFixture.withDigests(), left.parameters());
        WirePdu farewell = WirePdu.read(
                ByteBuffer.wrap(ByteBufUtil.getBytes(shelf.getFirst().bytes().get(Handover.Carried.FAREWELL))),
                true,
                true);
        assertEquals(ASYNCHRONOUS_MESSAGE, farewell.opcode());
        assertEquals(3, farewell.int8(36));
        assertEquals(SessionFixture.FIRST_STAT_SN, farewell.int32(24));
    }

    @Test
    void shouldAnswerWhatIsInProgressAndLeaveTheRestUnparsed() throws Exception {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0));
        withdraw();
        WirePdu second = WirePdu.command(2, 2, NO_DATA, 0);
        fixture.receive(second, WirePdu.nopOut(3, 2).immediate());
        assertEquals(List.of(), shelf);
        assertEquals(1, fixture.nexus.received.size());
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        WirePdu answer = fixture.sentOne();
        assertEquals(1, answer.int32(16));
        assertEquals(1, fixture.nexus.delivered);
        assertEquals(2, left().expCmdSN());

        resume();
        assertEquals(2, next.nexus.last().identifier());
        assertEquals(3, next.sentOne().int32(16));
        next.nexus.complete(next.nexus.last(), Outcome.GOOD, 0);
        WirePdu later = next.sentOne();
        assertEquals(answer.int32(24) + 2, later.int32(24), "StatSN goes on");
        assertEquals(3, later.int32(28));
    }

    @Test
    void shouldTakeInDataThatIsOwedAndHoldTheCommandsBetween() throws Exception {
        fixture.receive(WirePdu.command(1, 1, WRITE, 1000));
        ByteBuf window = fixture.nexus.fetch(fixture.nexus.last(), 0, 1000);
        int transferTag = fixture.sentOne().int32(20);
        withdraw();
        fixture.receive(WirePdu.command(2, 2, WRITE, 100).data(pattern(100)));
        fixture.receive(WirePdu.dataOut(1, transferTag, 0, 0, pattern(1000)).finalPdu());
        assertArrayEquals(pattern(1000), FakeNexus.content(window));
        assertEquals(DataOutResult.OK, fixture.nexus.lastAnswer().result());
        fixture.receive(WirePdu.command(3, 3, NO_DATA, 0));
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        fixture.channel.runPendingTasks();
        assertEquals(1, fixture.nexus.received.size());

        resume();
        assertEquals(
                List.of(2L, 3L),
                next.nexus.received.stream().map(command -> command.identifier).toList());
        ByteBuf again = next.nexus.fetch(next.nexus.received.getFirst(), 0, 100);
        assertArrayEquals(pattern(100), FakeNexus.content(again));
    }

    @Test
    void shouldReadOnWhenACommandBeginsToWaitForData() throws Exception {
        fixture.receive(WirePdu.command(1, 1, WRITE, 1000));
        withdraw();
        assertFalse(fixture.channel.config().isAutoRead());
        fixture.nexus.fetch(fixture.nexus.last(), 0, 1000);
        int transferTag = fixture.sentOne().int32(20);
        assertTrue(fixture.channel.config().isAutoRead());
        fixture.receive(WirePdu.dataOut(1, transferTag, 0, 0, pattern(1000)).finalPdu());
        assertEquals(DataOutResult.OK, fixture.nexus.lastAnswer().result());
        assertFalse(fixture.channel.config().isAutoRead());
    }

    @Test
    void shouldAwaitTheRestOfAPduThatHasBegunToArrive() throws Exception {
        byte[] command = wire(WirePdu.command(1, 1, WRITE, 100).data(pattern(100)));
        fixture.receiveRaw(Arrays.copyOf(command, 90));
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        withdraw();
        assertEquals(List.of(), shelf);
        fixture.receiveRaw(Arrays.copyOfRange(command, 90, command.length));
        fixture.channel.runPendingTasks();
        assertEquals(2, left().expCmdSN());
    }

    @Test
    void shouldAwaitATaskManagementFunction() throws Exception {
        fixture.receive(WirePdu.taskManagement(1, 1, 5));
        withdraw();
        assertEquals(List.of(), shelf);
        fixture.nexus.executed(fixture.nexus.requests.getFirst(), ServiceResponse.FUNCTION_COMPLETE);
        fixture.channel.runPendingTasks();
        assertEquals(2, left().expCmdSN());
    }

    @Test
    void shouldTakeTombstonesAlong() throws Exception {
        fixture.receive(WirePdu.command(1, 1, WRITE, 1000));
        fixture.nexus.fetch(fixture.nexus.last(), 0, 1000);
        int transferTag = fixture.sentOne().int32(20);
        fixture.nexus.transport().terminateDataTransfer(fixture.nexus.last());
        fixture.nexus.complete(fixture.nexus.last(), Outcome.BUSY, 0);
        withdraw();
        assertEquals(List.of(new Tombstones.Tombstone(1, transferTag)), left().tombstones());

        resume();
        next.receive(WirePdu.dataOut(1, transferTag, 0, 0, pattern(1000)).finalPdu(), WirePdu.nopOut(9, 2));
        assertEquals(9, next.sentOne().int32(16), "what was owed is read and forgotten");
        next.receive(WirePdu.command(2, 3, WRITE, 10));
        next.nexus.fetch(next.nexus.last(), 0, 10);
        assertTrue(next.sentOne().int32(20) != transferTag, "no tag is given anew");
    }

    @Test
    void shouldGoOnWaitingForTheSignOfLifeThatWasAskedFor() throws Exception {
        fixture.advance(30);
        int asked = fixture.sentOne().int32(20);
        fixture.advance(5);
        withdraw();
        resume();
        next.advance(24);
        assertTrue(next.channel.isOpen());
        assertEquals(List.of(), next.sent());
        next.advance(1);
        assertFalse(next.channel.isOpen());
        assertEquals(0, asked);
    }

    @Test
    void shouldCountTheSilenceOfBefore() throws Exception {
        fixture.advance(20);
        withdraw();
        resume();
        next.advance(9);
        assertEquals(List.of(), next.sent());
        next.advance(1);
        assertEquals(0x20, next.sentOne().opcode());
    }

    @Test
    void shouldTakeAlongWhatTheInitiatorHasNotTaken() throws Exception {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0));
        fixture.channel.blocked(true);
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        fixture.receive(WirePdu.nopOut(2, 2).data(pattern(2000)));
        withdraw();
        fixture.advance(1);
        assertEquals(0, fixture.nexus.delivered);
        fixture.advance(1);
        assertEquals(1, fixture.nexus.delivered, "nothing else will become of it");

        resume();
        List<WirePdu> sent = next.sent();
        assertEquals(List.of(1, 2), sent.stream().map(pdu -> pdu.int32(16)).toList());
        assertArrayEquals(pattern(2000), sent.getLast().data());
    }

    @Test
    void shouldDropTheConnectionWhenACommandDoesNotEndInTime() {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0));
        withdraw();
        fixture.advance(2);
        assertEquals(List.of(), shelf);
        assertEquals(3, fixture.sentOne().int8(36));
        assertFalse(fixture.channel.isOpen());
        assertFalse(fixture.nexus.lost);
    }

    @Test
    void shouldDropTheConnectionWhenThereIsNoDescriptorForIt() {
        fixture.channel.descriptor(1 << 20);
        withdraw();
        assertEquals(List.of(), shelf);
        assertEquals(3, fixture.sentOne().int8(36));
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldKeepNoDescriptorOfAConnectionThatCannotGoOnForWantOfMemory() throws Exception {
        fixture.channel.config().setAllocator(new ShortOnce());
        long before = descriptors();
        withdraw();
        assertEquals(List.of(), shelf);
        assertEquals(3, fixture.sentOne().int8(36));
        assertFalse(fixture.channel.isOpen());
        assertEquals(before, descriptors());
    }

    /** How many are open for what stands for the socket. */
    private static long descriptors() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                if (Files.isSymbolicLink(one) && Files.readSymbolicLink(one).equals(Path.of("/dev/null"))) {
                    count++;
                }
            }
        }
        return count;
    }

    /** Has no memory for the first that asks. */
    private static final class ShortOnce extends AbstractByteBufAllocator {
        private boolean asked;

        ShortOnce() {
            super(true);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            if (!asked) {
                asked = true;
                throw new OutOfMemoryError("for the test");
            }
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    @Test
    void shouldNotMoveTheCommandWindowBack() throws Exception {
        withdraw();
        ConnectionRecord left = left();
        next = new SessionFixture(left.parameters(), SessionLimits.DEFAULT, 1, left);
        next.connection.goOnWith(left.unsent().retain(), left.unparsed().retain());
        next.receive(WirePdu.nopOut(9, 1));
        assertEquals(32, next.sentOne().int32(32), "what was promised stays valid");
    }

    @Test
    void shouldEndTheConnectionWhenWhatWasHeldIsNoPdu() throws Exception {
        withdraw();
        left().held().clear();
        ByteBuf held = shelf.getFirst().bytes().get("held");
        held.writeByte(0);
        ConnectionRecord left = ConnectionRecord.read(shelf.getFirst());
        next = new SessionFixture(left.parameters(), SessionLimits.DEFAULT, 32, left);
        next.connection.goOnWith(left.unsent().retain(), left.unparsed().retain());
        next.channel.runPendingTasks();
        assertFalse(next.channel.isOpen());
        assertEquals(List.of("session"), next.ended);
    }
}
