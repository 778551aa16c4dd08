package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.wire.WirePdu;

class PduFramingTest {
    private static final byte[] DATA = {1, 2, 3, 4, 5, 6, 7};
    private static final String HEX = "01020304050607";

    private final RecordingPhase phase = new RecordingPhase();
    private final PduFraming framing = new PduFraming();

    private static WirePdu whole(int tag) {
        return WirePdu.opcode(0).int32(16, tag).data(DATA);
    }

    private static WirePdu command(int tag) {
        return WirePdu.command(tag, 1, 0x81, 0).data(DATA);
    }

    private static WirePdu streamed(int tag) {
        return WirePdu.opcode(RecordingPhase.STREAMED).int32(16, tag).data(DATA);
    }

    private void parse(ByteBuf in) throws ProtocolViolation {
        boolean more = true;
        while (more) {
            more = framing.next(in, phase);
        }
    }

    /** Hands over the bytes in two parts, cut anywhere. */
    private void assertEventsWhereverCut(byte[] bytes, boolean header, boolean data, String... events)
            throws ProtocolViolation {
        framing.digests(header, data);
        for (int cut = 0; cut <= bytes.length; cut++) {
            phase.events.clear();
            ByteBuf in = Unpooled.directBuffer();
            in.writeBytes(bytes, 0, cut);
            parse(in);
            in.discardReadBytes();
            in.writeBytes(bytes, cut, bytes.length - cut);
            parse(in);
            assertEquals(List.of(events), phase.events, "cut at " + cut);
            assertFalse(in.isReadable());
            in.release();
        }
    }

    @Test
    void shouldFindWholePdus() throws ProtocolViolation {
        assertEventsWhereverCut(whole(1).bytes(), false, false, "whole 1 " + HEX);
        assertEventsWhereverCut(whole(1).bytes(true, false), true, false, "whole 1 " + HEX);
        assertEventsWhereverCut(whole(1).bytes(false, true), false, true, "whole 1 " + HEX);
        assertEventsWhereverCut(command(1).ahs(new byte[12]).bytes(true, true), true, true, "whole 1 " + HEX);
        assertEventsWhereverCut(WirePdu.opcode(0).bytes(true, true), true, true, "whole 0 ");
    }

    private static byte[] commandFor(int lun, boolean header, boolean data) {
        return command(lun).int8(9, lun).ahs(new byte[4]).bytes(header, data);
    }

    private List<Long> lookedAhead(byte[]... pdus) {
        ByteBuf in = Unpooled.directBuffer();
        for (byte[] pdu : pdus) {
            in.writeBytes(pdu);
        }
        phase.expected.clear();
        framing.lookAhead(in, phase);
        assertEquals(0, in.readerIndex());
        in.release();
        return List.copyOf(phase.expected);
    }

    @Test
    void shouldSayWhichCommandsFollow() {
        for (boolean digest : new boolean[] {false, true}) {
            framing.digests(digest, digest);
            byte[] first = commandFor(1, digest, digest);
            byte[] ping = whole(9).bytes(digest, digest);
            byte[] second = commandFor(2, digest, digest);

            assertEquals(List.of(1L, 2L), lookedAhead(first, ping, second));
            assertEquals(List.of(1L), lookedAhead(first, Arrays.copyOf(second, 40)));
            assertEquals(List.of(), lookedAhead(Arrays.copyOf(first, 90)));
        }
    }

    @Test
    void shouldLookNoFurtherThanToALengthBeyondWhatHasCome() {
        framing.digests(false, false);
        byte[] wrong = commandFor(1, false, false);
        wrong[4] = (byte) 0xFF;
        wrong[5] = (byte) 0xFF;

        assertEquals(List.of(1L), lookedAhead(wrong, commandFor(2, false, false)));
    }

    @Test
    void shouldFindStreamedPdus() throws ProtocolViolation {
        assertEventsWhereverCut(streamed(2).bytes(), false, false, "header 2", "end " + HEX);
        assertEventsWhereverCut(streamed(2).bytes(true, true), true, true, "header 2", "end " + HEX);
        assertEventsWhereverCut(
                WirePdu.opcode(RecordingPhase.STREAMED).bytes(true, true), true, true, "header 0", "end ");
        phase.streamed = 1;
        assertEventsWhereverCut(command(2).ahs(new byte[4]).bytes(true, false), true, false, "header 2", "end " + HEX);
    }

    @Test
    void shouldTellDamagedDataFromIntactData() throws ProtocolViolation {
        byte[] bytes = whole(3).bytes(true, true);
        bytes[bytes.length - 5] ^= 1;
        assertEventsWhereverCut(bytes, true, true, "damaged 3");
        bytes = streamed(4).bytes(true, true);
        bytes[bytes.length - 1] ^= 1;
        assertEventsWhereverCut(bytes, true, true, "header 4", "end " + HEX + " damaged 4");
    }

    @Test
    void shouldGiveUpOnADamagedHeader() {
        framing.digests(true, true);
        for (WirePdu pdu : new WirePdu[] {whole(1), streamed(1)}) {
            byte[] bytes = pdu.bytes(true, true);
            bytes[30] ^= 4;
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            ProtocolViolation violation = assertThrows(ProtocolViolation.class, () -> framing.next(in, phase));
            assertEquals(ProtocolViolation.Radius.CONNECTION, violation.radius());
            assertTrue(phase.events.isEmpty());
        }
    }

    @Test
    void shouldJudgeTheLengthBeforeTheDataComes() {
        phase.largest = 6;
        ByteBuf in = Unpooled.wrappedBuffer(whole(1).bytes(), 0, 48);
        assertThrows(ProtocolViolation.class, () -> framing.next(in, phase));
    }

    @Test
    void shouldSayHowMuchRoomAPduNeeds() throws ProtocolViolation {
        ByteBuf in = Unpooled.wrappedBuffer(whole(1).bytes(), 0, 48);
        assertFalse(framing.next(in, phase));
        assertEquals(56, framing.wanted());
    }

    @Test
    void shouldGiveUpOnAdditionalHeaderSegmentsOfAnythingButACommand() {
        for (WirePdu pdu : new WirePdu[] {whole(1), streamed(1)}) {
            ByteBuf in = Unpooled.wrappedBuffer(pdu.ahs(new byte[4]).bytes(), 0, 48);
            ProtocolViolation violation = assertThrows(ProtocolViolation.class, () -> framing.next(in, phase));
            assertEquals(ProtocolViolation.Radius.CONNECTION, violation.radius());
        }
    }
}
