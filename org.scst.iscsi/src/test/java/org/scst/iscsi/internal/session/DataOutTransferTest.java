package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.session.SessionFixture.pattern;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;
import org.scst.core.target.DataOutResult;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.wire.WirePdu;

class DataOutTransferTest {
    /** F, W, SIMPLE: nothing unsolicited follows the command PDU. */
    private static final int WRITE = 0xA1;
    /** W, SIMPLE: unsolicited Data-Out follows. */
    private static final int WRITE_MORE = 0x21;

    private static final int UNSOLICITED = -1;

    private SessionFixture fixture = new SessionFixture(SessionFixture.parameters());

    @AfterEach
    void close() {
        fixture.close();
    }

    private void use(OperationalParameters parameters) {
        fixture.close();
        fixture = new SessionFixture(parameters);
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private FakeNexus nexus() {
        return fixture.nexus;
    }

    private DataOutResult result() {
        return nexus().lastAnswer().result();
    }

    @Test
    void shouldPutImmediateDataIntoTheWindow() {
        byte[] data = pattern(4096);
        ByteBuf[] window = new ByteBuf[1];
        nexus().onCommand = command -> window[0] = nexus().fetch(command, 0, 4096);
        fixture.receive(WirePdu.command(1, 1, WRITE, 4096).data(data));
        assertEquals(new FakeNexus.Answer(nexus().last(), 0, 4096, DataOutResult.OK), nexus().lastAnswer());
        assertArrayEquals(data, FakeNexus.content(window[0]));
    }

    @Test
    void shouldKeepImmediateDataUntilItIsAskedFor() {
        byte[] data = pattern(4096);
        fixture.receive(WirePdu.command(1, 1, WRITE, 4096).data(data));
        assertTrue(nexus().answers.isEmpty());
        ByteBuf first = nexus().fetch(nexus().last(), 0, 1024);
        ByteBuf second = nexus().fetch(nexus().last(), 1024, 3072);
        assertEquals(
                List.of(DataOutResult.OK, DataOutResult.OK),
                nexus().answers.stream().map(FakeNexus.Answer::result).toList());
        assertArrayEquals(part(data, 0, 1024), FakeNexus.content(first));
        assertArrayEquals(part(data, 1024, 4096), FakeNexus.content(second));
    }

    @Test
    void shouldReleaseKeptDataThatIsNeverAskedFor() {
        fixture.receive(WirePdu.command(1, 1, WRITE, 4096).data(pattern(4096)));
        nexus().complete(nexus().last(), Outcome.WRITE_PROTECTED, 0);
        assertEquals(0x02, fixture.sentOne().int8(3));
    }

    @Test
    void shouldStreamALargeSegmentAsItArrives() {
        byte[] data = pattern(60000);
        ByteBuf[] window = new ByteBuf[1];
        nexus().onCommand = command -> window[0] = nexus().fetch(command, 0, 60000);
        byte[] bytes = WirePdu.command(1, 1, WRITE, 60000).data(data).bytes();
        for (int at = 0; at < bytes.length; at += 7001) {
            assertTrue(nexus().answers.isEmpty());
            fixture.receiveRaw(part(bytes, at, Math.min(bytes.length, at + 7001)));
        }
        assertEquals(DataOutResult.OK, result());
        assertArrayEquals(data, FakeNexus.content(window[0]));
    }

    @Test
    void shouldSolicitWhatDidNotComeUnsolicited() {
        byte[] data = pattern(100000);
        ByteBuf[] window = new ByteBuf[1];
        nexus().onCommand = command -> window[0] = nexus().fetch(command, 0, 100000);
        fixture.receive(
                WirePdu.command(1, 1, WRITE_MORE, 100000)
                        .int64(8, 0x0003000000000000L)
                        .data(part(data, 0, 8192)),
                WirePdu.dataOut(1, UNSOLICITED, 0, 8192, part(data, 8192, 40000)),
                WirePdu.dataOut(1, UNSOLICITED, 1, 40000, part(data, 40000, 65536))
                        .finalPdu());
        WirePdu r2t = fixture.sentOne();
        assertEquals(0x31, r2t.opcode());
        assertEquals(0x0003, r2t.int16(8), "LUN");
        assertEquals(1, r2t.int32(16));
        assertEquals(100, r2t.int32(24), "StatSN is shown, not used");
        assertEquals(0, r2t.int32(36), "R2TSN");
        assertEquals(65536, r2t.int32(40));
        assertEquals(34464, r2t.int32(44));
        int tag = r2t.int32(20);
        fixture.receive(
                WirePdu.dataOut(1, tag, 0, 65536, part(data, 65536, 90000)),
                WirePdu.dataOut(1, tag, 1, 90000, part(data, 90000, 100000)).finalPdu());
        assertEquals(DataOutResult.OK, result());
        assertArrayEquals(data, FakeNexus.content(window[0]));
        nexus().complete(nexus().last(), Outcome.GOOD, 0);
        assertEquals(100, fixture.sentOne().int32(24));
    }

    @Test
    void shouldSolicitInBurstsAndNotMoreAtATimeThanNegotiated() {
        use(new OperationalParameters(true, false, 8192, 8192, 8192, 8192, 2, false, false));
        byte[] data = pattern(30000);
        ByteBuf[] windows = new ByteBuf[2];
        nexus().onCommand = command -> {
            windows[0] = nexus().fetch(command, 0, 20000);
            windows[1] = nexus().fetch(command, 20000, 10000);
        };
        fixture.receive(WirePdu.command(1, 1, WRITE, 30000));
        List<WirePdu> sent = fixture.sent();
        assertEquals(2, sent.size(), "MaxOutstandingR2T");
        int received = 0;
        int r2tSN = 0;
        ArrayDeque<WirePdu> asked = new ArrayDeque<>(sent);
        while (!asked.isEmpty()) {
            WirePdu r2t = asked.poll();
            assertEquals(r2tSN++, r2t.int32(36));
            int offset = r2t.int32(40);
            int length = r2t.int32(44);
            assertEquals(received, offset, "in order, without a gap");
            assertTrue(length <= 8192);
            fixture.receive(WirePdu.dataOut(1, r2t.int32(20), 0, offset, part(data, offset, offset + length))
                    .finalPdu());
            received += length;
            asked.addAll(fixture.sent());
        }
        assertEquals(30000, received);
        assertEquals(2, nexus().answers.size());
        assertArrayEquals(part(data, 0, 20000), FakeNexus.content(windows[0]));
        assertArrayEquals(part(data, 20000, 30000), FakeNexus.content(windows[1]));
    }

    @Test
    void shouldLetTheMidLayerAskForTheNextWindowAndCompleteFromWithinAnswers() {
        use(new OperationalParameters(true, false, 262144, 8192, 262144, 8192, 1, false, false));
        nexus().onCommand = command -> nexus().fetch(command, 0, 1000);
        nexus().onAnswer = answer -> {
            if (answer.offset() == 0) {
                nexus().fetch(answer.command(), 1000, 500);
            } else {
                nexus().complete(answer.command(), Outcome.GOOD, 0);
            }
        };
        fixture.receive(WirePdu.command(1, 1, WRITE, 1500));
        WirePdu first = fixture.sentOne();
        fixture.receive(WirePdu.dataOut(1, first.int32(20), 0, 0, pattern(1000)).finalPdu());
        WirePdu second = fixture.sentOne();
        assertEquals(1000, second.int32(40));
        assertEquals(500, second.int32(44));
        fixture.receive(
                WirePdu.dataOut(1, second.int32(20), 0, 1000, pattern(500)).finalPdu());
        assertEquals(0x21, fixture.sentOne().opcode());
    }

    @Test
    void shouldReportDataThatWasNotAllowedToComeUnsolicited() {
        use(new OperationalParameters(true, false, 8192, 8192, 8192, 8192, 1, false, false));
        nexus().onCommand = command -> nexus().fetch(command, 0, 512);
        fixture.receive(WirePdu.command(1, 1, WRITE, 512).data(pattern(512)));
        assertEquals(DataOutResult.UNEXPECTED_UNSOLICITED_DATA, result());
        assertTrue(fixture.sent().isEmpty(), "nothing is solicited after an error");
        fixture.receive(
                WirePdu.command(2, 2, WRITE_MORE, 512),
                WirePdu.dataOut(2, UNSOLICITED, 0, 0, pattern(512)).finalPdu());
        assertEquals(DataOutResult.UNEXPECTED_UNSOLICITED_DATA, result());
        assertEquals(2, nexus().answers.size());
    }

    @Test
    void shouldReportMoreUnsolicitedDataThanTheFirstBurst() {
        use(new OperationalParameters(false, true, 262144, 262144, 262144, 4096, 1, false, false));
        nexus().onCommand = command -> nexus().fetch(command, 0, 8192);
        fixture.receive(
                WirePdu.command(1, 1, WRITE_MORE, 8192).data(pattern(4096)),
                WirePdu.dataOut(1, UNSOLICITED, 0, 4096, pattern(1024)).finalPdu());
        assertEquals(DataOutResult.WRONG_AMOUNT, result());
    }

    @Test
    void shouldReportASequenceThatEndsTooEarly() {
        nexus().onCommand = command -> nexus().fetch(command, 0, 4096);
        fixture.receive(WirePdu.command(1, 1, WRITE, 4096));
        int tag = fixture.sentOne().int32(20);
        fixture.receive(WirePdu.dataOut(1, tag, 0, 0, pattern(1000)).finalPdu());
        assertEquals(DataOutResult.WRONG_AMOUNT, result());
    }

    @Test
    void shouldTreatAWrongDataSNAsALostPduAndWaitForTheEndOfTheSequence() {
        nexus().onCommand = command -> nexus().fetch(command, 0, 4096);
        fixture.receive(WirePdu.command(1, 1, WRITE, 4096));
        int tag = fixture.sentOne().int32(20);
        fixture.receive(WirePdu.dataOut(1, tag, 1, 0, pattern(2048)));
        assertTrue(nexus().answers.isEmpty(), "the last PDU of the sequence is still to come");
        fixture.receive(WirePdu.dataOut(1, tag, 2, 2048, pattern(2048)).finalPdu());
        assertEquals(DataOutResult.DIGEST_ERROR, result());
    }

    @Test
    void shouldRejectDataWithAWrongDigestAndEndTheCommand() {
        use(SessionFixture.withDigests());
        nexus().onCommand = command -> nexus().fetch(command, 0, 4096);
        fixture.receive(WirePdu.command(1, 1, WRITE, 4096));
        int tag = fixture.sentOne().int32(20);
        WirePdu dataOut = WirePdu.dataOut(1, tag, 0, 0, pattern(4096)).finalPdu();
        byte[] bytes = dataOut.bytes(true, true);
        bytes[200] ^= 1;
        fixture.receiveRaw(part(bytes, 0, 1000));
        fixture.receiveRaw(part(bytes, 1000, bytes.length));
        assertEquals(DataOutResult.DIGEST_ERROR, result());
        WirePdu reject = fixture.sentOne();
        assertEquals(0x3f, reject.opcode());
        assertEquals(0x02, reject.int8(2));
        assertArrayEquals(dataOut.header(), reject.data());
    }

    @Test
    void shouldCompareDigestsInBothDirections() {
        use(SessionFixture.withDigests());
        byte[] data = pattern(1001);
        ByteBuf[] window = new ByteBuf[1];
        nexus().onCommand = command -> window[0] = nexus().fetch(command, 0, 1001);
        nexus().onAnswer = answer -> nexus().complete(answer.command(), Outcome.GOOD, 0);
        fixture.receive(WirePdu.command(1, 1, WRITE, 1001).data(data));
        assertEquals(DataOutResult.OK, result());
        assertArrayEquals(data, FakeNexus.content(window[0]));
        assertEquals(0x21, fixture.sentOne().opcode());
        nexus().onCommand = command -> {
            nexus().send(command, 0, pattern(4099), true);
            nexus().complete(command, Outcome.GOOD, 0);
        };
        fixture.receive(WirePdu.command(2, 2, 0xC1, 4099));
        assertArrayEquals(pattern(4099), fixture.sentOne().data());
    }

    @Test
    void shouldEndTheConnectionOnAWrongHeaderDigest() {
        use(SessionFixture.withDigests());
        byte[] bytes = WirePdu.command(1, 1, WRITE, 512).bytes(true, true);
        bytes[20] ^= 1;
        fixture.receiveRaw(bytes);
        assertTrue(nexus().received.isEmpty());
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldAnswerWindowsAtOnceWhenTheTransferIsTerminated() {
        ByteBuf[] window = new ByteBuf[1];
        nexus().onCommand = command -> window[0] = nexus().fetch(command, 0, 4096);
        fixture.receive(WirePdu.command(1, 1, WRITE, 4096));
        int tag = fixture.sentOne().int32(20);
        fixture.receive(WirePdu.dataOut(1, tag, 0, 0, pattern(1024)));
        nexus().abort(nexus().last());
        assertEquals(new FakeNexus.Answer(nexus().last(), 0, 1024, DataOutResult.TERMINATED), nexus().lastAnswer());
        window[0].clear();
        fixture.receive(WirePdu.dataOut(1, tag, 1, 1024, pattern(3072)).finalPdu());
        assertEquals(1, nexus().answers.size(), "late data goes nowhere");
        assertEquals(0, window[0].writerIndex());
    }

    @Test
    void shouldForgetTheRestOfASegmentWhoseCommandEndsWhileItArrives() {
        nexus().onCommand = command -> nexus().fetch(command, 0, 4096);
        byte[] bytes = WirePdu.command(1, 1, WRITE, 4096).data(pattern(4096)).bytes();
        fixture.receiveRaw(part(bytes, 0, 2000));
        nexus().abort(nexus().last());
        fixture.receiveRaw(part(bytes, 2000, bytes.length));
        nexus().onCommand = command -> nexus().complete(command, Outcome.GOOD, 0);
        fixture.receive(WirePdu.command(2, 2, 0x81, 0));
        assertEquals(2, fixture.sentOne().int32(16));
    }

    @Test
    void shouldReadAndForgetDataOfACommandThatWasAnsweredBeforeItCame() {
        nexus().onCommand = command -> nexus().complete(command, Outcome.WRITE_PROTECTED, 0);
        fixture.receive(WirePdu.command(1, 1, WRITE_MORE, 8192).data(pattern(1024)));
        assertEquals(0x02, fixture.sentOne().int8(3));
        fixture.receive(WirePdu.dataOut(1, UNSOLICITED, 0, 1024, pattern(7168)).finalPdu());
        nexus().onCommand = command -> nexus().fetch(command, 0, 512);
        fixture.receive(WirePdu.command(1, 2, WRITE, 512).data(pattern(512)));
        assertEquals(DataOutResult.OK, result());
        assertEquals(1, nexus().answers.size());
    }

    @Test
    void shouldIgnoreDataThatBelongsToNoCommand() {
        fixture.receive(
                WirePdu.dataOut(9, UNSOLICITED, 0, 0, pattern(100)).finalPdu(),
                WirePdu.dataOut(9, 0x12345678, 0, 0, pattern(100)).finalPdu(),
                WirePdu.nopOut(1, 1));
        assertEquals(0x20, fixture.sentOne().opcode());
    }

    @Test
    void shouldEndTheConnectionWhenDataIsOwedForTooLong() {
        nexus().onCommand = command -> nexus().fetch(command, 0, 512);
        fixture.receive(WirePdu.command(1, 1, WRITE, 512));
        for (int times = 0; times < 4; times++) {
            fixture.advance(20);
            fixture.receive(WirePdu.nopOut(1, 1).immediate());
        }
        assertTrue(fixture.channel.isOpen());
        fixture.advance(11);
        assertFalse(fixture.channel.isOpen());
        assertTrue(nexus().lost);
    }
}
