package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.pdu.NopIn;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.wire.StubbornChannel;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandScheduler;

class ConnectionTest {
    private final RecordingPhase phase = new RecordingPhase();
    private final MockTicker ticker = Ticker.newMockTicker();
    private final HandScheduler minutes = new HandScheduler(new HandClock());
    private final List<String> counted = new ArrayList<>();
    private final BadPeers badPeers = new BadPeers(minutes, Duration.ofMinutes(1), counted::add);
    private final MemoryLimit memory = WireChannel.memory();
    private final Connection connection = new Connection(badPeers, memory, started -> phase);
    private final StubbornChannel channel = new StubbornChannel(ticker, connection);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void advance(int seconds) {
        for (int second = 0; second < seconds; second++) {
            ticker.advance(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }

    private void sendNop() {
        NopIn nop = new NopIn();
        connection.output().beginWithStatus(nop);
        connection.output().finish(nop);
        connection.output().responseQueued();
    }

    @Test
    void shouldReadIntoItsOwnBufferAsATransportDoes() {
        RecvByteBufAllocator.Handle handle =
                channel.config().getRecvByteBufAllocator().newHandle();
        byte[] bytes = WirePdu.nopOut(1, 1).data(new byte[] {9, 8, 7}).bytes();
        for (int round = 0; round < 3; round++) {
            handle.reset(channel.config());
            ByteBuf first = handle.allocate(channel.alloc()).writeBytes(bytes, 0, 20);
            channel.pipeline().fireChannelRead(first);
            ByteBuf second = handle.allocate(channel.alloc());
            assertEquals(20, second.readableBytes(), "the remainder is at the front of the same buffer");
            assertEquals(0, second.readerIndex());
            channel.pipeline().fireChannelRead(second.writeBytes(bytes, 20, bytes.length - 20));
            channel.pipeline().fireChannelReadComplete();
        }
        assertEquals(List.of("whole 1 090807", "whole 1 090807", "whole 1 090807"), phase.events);
    }

    @Test
    void shouldStopReadingWhenTheSocketIsEmptyOrEnoughHasMoved() {
        ReceiveBuffer buffer = new ReceiveBuffer(new ConnectionMemory(memory));
        buffer.reset(channel.config());
        buffer.attemptedBytesRead(1000);
        buffer.lastBytesRead(999);
        assertFalse(buffer.continueReading());
        buffer.lastBytesRead(1000);
        assertTrue(buffer.continueReading());
        buffer.lastBytesRead(-1);
        assertFalse(buffer.continueReading());
        buffer.attemptedBytesRead(ReceiveBuffer.CAPACITY);
        buffer.lastBytesRead(ReceiveBuffer.CAPACITY);
        assertFalse(buffer.continueReading());
    }

    @Test
    void shouldTakeAWholePduThatIsLargerThanTheReceiveBuffer() {
        byte[] data = new byte[ReceiveBuffer.CAPACITY + 100_000];
        channel.writeInbound(
                Unpooled.wrappedBuffer(WirePdu.nopOut(3, 1).data(data).bytes()));
        assertEquals(1, phase.events.size());
        assertTrue(phase.events.getFirst().startsWith("whole 3 0000"));
    }

    @Test
    void shouldGiveItsBuffersBackWhileIdle() {
        RecvByteBufAllocator.Handle handle =
                channel.config().getRecvByteBufAllocator().newHandle();
        handle.reset(channel.config());
        ByteBuf first = handle.allocate(channel.alloc());
        channel.pipeline().fireChannelRead(first.writeBytes(WirePdu.nopOut(1, 1).bytes()));
        assertEquals(1, first.refCnt());
        advance(2);
        assertEquals(0, first.refCnt());
    }

    @Test
    void shouldEndOnAViolationOrADefectAndTellThePhaseOnce() {
        phase.violation = ProtocolViolation.connectionFailure("nonsense");
        channel.writeInbound(Unpooled.wrappedBuffer(
                WirePdu.nopOut(1, 1).bytes(), WirePdu.nopOut(2, 1).bytes()));
        assertEquals(List.of("whole 1 ", "lost"), phase.events);
        assertFalse(channel.isOpen());
        assertEquals(ConnectionState.FREE, connection.state());
        assertEquals("connection from embedded to /127.0.0.1:3260", connection.toString());
    }

    @Test
    void shouldEndOnADefectOfThePhase() {
        phase.defect = new IllegalStateException("a defect, on purpose");
        channel.writeInbound(Unpooled.wrappedBuffer(WirePdu.nopOut(1, 1).bytes()));
        assertEquals(List.of("whole 1 ", "lost"), phase.events);
        assertFalse(channel.isOpen());
        assertEquals(1, badPeers.defects());
    }

    @Test
    void shouldEndWhenATextClientTalks() {
        phase.largest = 8192;
        channel.writeInbound(Unpooled.copiedBuffer(
                "GET / HTTP/1.1\r\nHost: storage.example\r\nAccept: text/html\r\n\r\n", StandardCharsets.US_ASCII));
        assertEquals(List.of("lost"), phase.events);
    }

    @Test
    void shouldTellOfOneBadPeerAndCountTheOthers() {
        for (int scan = 0; scan < 10; scan++) {
            RecordingPhase login = new RecordingPhase();
            login.largest = 8192;
            StubbornChannel scanner = new StubbornChannel(ticker, new Connection(badPeers, memory, started -> login));
            scanner.writeInbound(Unpooled.copiedBuffer("SSH-2.0-scanner\r\n".repeat(4), StandardCharsets.US_ASCII));
            assertFalse(scanner.isOpen());
            scanner.finishAndReleaseAll();
        }
        minutes.advance(Duration.ofMinutes(1));
        assertEquals(1, counted.size());
        assertTrue(counted.getFirst().startsWith("9 more connections from "), counted.getFirst());
    }

    @Test
    void shouldTellEverySessionThatEnds() {
        for (int session = 0; session < 3; session++) {
            Connection loggedIn = new Connection(badPeers, memory, started -> phase);
            StubbornChannel other = new StubbornChannel(ticker, loggedIn);
            loggedIn.enter(phase, false, false);
            assertTrue(loggedIn.tells("digest error"));
            other.finishAndReleaseAll();
        }
        minutes.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), counted);
    }

    @Test
    void shouldEndOnADefectOfATimer() {
        connection.enter(phase, false, false);
        phase.defectOfTick = new IllegalStateException("a defect, on purpose");
        advance(1);
        assertFalse(channel.isOpen());
        assertEquals(List.of("lost"), phase.events);
    }

    @Test
    void shouldReportResponsesWhenTheyHaveLeftAndNotBefore() {
        sendNop();
        channel.runPendingTasks();
        assertEquals(List.of("delivered 1"), phase.events);
        channel.blocked(true);
        sendNop();
        sendNop();
        channel.runPendingTasks();
        assertEquals(1, phase.events.size());
        channel.blocked(false);
        channel.runPendingTasks();
        assertEquals(List.of("delivered 1", "delivered 2"), phase.events);
    }

    @Test
    void shouldCloseAfterWhatIsQueuedHasLeftButNotWaitForEver() {
        channel.blocked(true);
        sendNop();
        connection.closeAfterFlush();
        channel.runPendingTasks();
        assertTrue(channel.isOpen());
        channel.writeInbound(Unpooled.wrappedBuffer(WirePdu.nopOut(1, 1).bytes()));
        advance(2);
        assertFalse(channel.isOpen());
        assertEquals(List.of("lost"), phase.events, "what came after the end was not handed on");
    }

    @Test
    void shouldPassAWishToCloseOnToThePhase() {
        connection.shutDown("maintenance", false);
        channel.runPendingTasks();
        assertEquals(List.of("close maintenance"), phase.events);
    }
}
