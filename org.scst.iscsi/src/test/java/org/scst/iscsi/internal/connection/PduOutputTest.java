package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.pdu.NopIn;
import org.scst.iscsi.internal.pdu.ScsiDataIn;
import org.scst.iscsi.internal.sequence.CommandWindow;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

class PduOutputTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ConnectionMemory memory = new ConnectionMemory(WireChannel.memory());
    private int flushRequests;
    private final PduOutput output =
            new PduOutput(channel.pipeline().firstContext(), new CommandWindow(5, 3), () -> flushRequests++, memory);

    @AfterEach
    void close() {
        output.release();
        channel.finishAndReleaseAll();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++) {
            bytes[index] = (byte) (index * 13 + 5);
        }
        return bytes;
    }

    private void send(int length) {
        ScsiDataIn pdu = new ScsiDataIn();
        output.begin(pdu);
        output.finish(
                pdu,
                Unpooled.directBuffer(length + 1)
                        .writeByte(0)
                        .writeBytes(bytes(length))
                        .skipBytes(1));
    }

    private ByteBuffer sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes).release();
            all.writeBytes(bytes);
        }
        return ByteBuffer.wrap(all.toByteArray());
    }

    @Test
    void shouldSendEveryLengthWithAndWithoutDigests() {
        int[] lengths = {0, 1, 2, 3, 4, 5, 511, 512, 513, 514, 515, 516, 4096, 70001};
        for (int digests = 0; digests < 4; digests++) {
            boolean header = (digests & 1) != 0;
            boolean data = (digests & 2) != 0;
            output.digests(header, data);
            for (int length : lengths) {
                send(length);
            }
            output.flush();
            ByteBuffer in = sent();
            for (int length : lengths) {
                assertArrayEquals(bytes(length), WirePdu.read(in, header, data).data());
            }
            assertTrue(!in.hasRemaining());
        }
    }

    @Test
    void shouldNumberWhatUsesAStatSNAndShowTheWindow() {
        NopIn pdu = new NopIn();
        output.nextStatSN(0xffff_ffff);
        output.beginWithStatus(pdu);
        output.finish(pdu);
        output.beginShowingStatSN(pdu);
        output.finish(pdu);
        output.beginWithStatus(pdu);
        output.finish(pdu);
        output.flush();
        ByteBuffer in = sent();
        for (int statSN : new int[] {-1, 0, 0}) {
            WirePdu nop = WirePdu.read(in, false, false);
            assertEquals(statSN, nop.int32(24));
            assertEquals(5, nop.int32(28));
            assertEquals(7, nop.int32(32));
        }
    }

    @Test
    void shouldAskOnceForAFlushAndNotWaitForItWithMuchData() {
        send(40_000);
        send(40_000);
        assertEquals(1, flushRequests);
        assertTrue(channel.outboundMessages().isEmpty());
        send(60_000);
        assertTrue(!channel.outboundMessages().isEmpty(), "128 KiB have gathered");
        output.flush();
        send(1);
        assertEquals(2, flushRequests);
        output.flush();
        assertEquals(3 * 48 + 140_000 + 48 + 4, sent().remaining());
    }

    @Test
    void shouldUseTheSameBatchBufferAgainOnceItHasLeft() {
        Set<Long> addresses = new HashSet<>();
        EmbeddedChannel taking = new EmbeddedChannel(new ChannelInboundHandlerAdapter()) {
            @Override
            protected void handleOutboundMessage(Object message) {
                ByteBuf part = (ByteBuf) message;
                addresses.add(part.memoryAddress());
                part.release();
            }
        };
        PduOutput reusing = new PduOutput(taking.pipeline().firstContext(), new CommandWindow(1, 1), () -> {}, memory);
        NopIn pdu = new NopIn();
        for (int round = 0; round < 1000; round++) {
            reusing.begin(pdu);
            reusing.finish(pdu);
            reusing.flush();
        }
        assertEquals(1, addresses.size());
        assertEquals(48_000, reusing.moved());
        reusing.release();
        taking.finishAndReleaseAll();
    }

    @Test
    void shouldHandEverythingToTheSocketBeforeItSaysWhatIsUnsent() {
        send(3);
        ByteBuf unsent = output.unsent();
        assertEquals(0, unsent.readableBytes());
        unsent.release();
        assertArrayEquals(bytes(3), WirePdu.read(sent(), false, false).data());
    }
}
