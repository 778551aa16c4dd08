package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.session.SessionFixture.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TaskAttribute;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.FakeTargetCommand;

class SessionCommandTest {
    private static final int READ = 0xC1;
    private static final int NO_DATA = 0x81;

    private SessionFixture fixture = new SessionFixture(SessionFixture.parameters());

    @AfterEach
    void close() {
        fixture.close();
    }

    private void use(OperationalParameters parameters) {
        fixture.close();
        fixture = new SessionFixture(parameters);
    }

    @Test
    void shouldHandTheFieldsOfACommandToTheMidLayer() {
        fixture.receive(WirePdu.command(0xdeadbeef, 1, 0xC2, 4096)
                .int64(8, 0x0001000000000000L)
                .int32(32, 0x28000000));
        FakeTargetCommand command = fixture.nexus.last();
        assertEquals(0xdeadbeefL, command.identifier);
        assertEquals(0x0001000000000000L, command.lun);
        assertEquals(TaskAttribute.ORDERED, command.attribute);
        assertEquals(4096, command.expectedDataIn);
        assertEquals(0, command.expectedDataOut);
        assertEquals(0x28, command.cdb[0]);
        assertEquals(16, command.cdb.length);
        assertEquals(1, fixture.nexus.batches);
    }

    @ParameterizedTest
    @CsvSource({"0, SIMPLE", "1, SIMPLE", "2, ORDERED", "3, HEAD_OF_QUEUE", "4, ACA"})
    void shouldHandOverEachTaskAttribute(int code, TaskAttribute attribute) {
        fixture.receive(WirePdu.command(1, 1, 0xC0 | code, 4096));
        assertEquals(attribute, fixture.nexus.last().attribute);
    }

    @Test
    void shouldSendAcaActiveAsTheStatusOfAResponse() {
        fixture.nexus.onCommand = command -> fixture.nexus.complete(command, Outcome.ACA_ACTIVE, 0);
        fixture.receive(WirePdu.command(1, 1, 0x84, 0));
        WirePdu response = fixture.sentOne();
        assertEquals(0x21, response.opcode());
        assertEquals(0x30, response.int8(3));
    }

    @Test
    void shouldCollapseGoodStatusIntoTheLastDataIn() {
        fixture.nexus.onCommand = command -> {
            fixture.nexus.send(command, 0, pattern(4096), true);
            fixture.nexus.complete(command, Outcome.GOOD, 0);
        };
        fixture.receive(WirePdu.command(5, 1, READ, 4096));
        WirePdu dataIn = fixture.sentOne();
        assertEquals(0x25, dataIn.opcode());
        assertEquals(0x81, dataIn.int8(1), "F and S");
        assertEquals(0, dataIn.int8(3));
        assertEquals(5, dataIn.int32(16));
        assertEquals(-1, dataIn.int32(20));
        assertEquals(100, dataIn.int32(24));
        assertEquals(2, dataIn.int32(28));
        assertEquals(33, dataIn.int32(32));
        assertArrayEquals(pattern(4096), dataIn.data());
        assertEquals(1, fixture.nexus.delivered);
    }

    @Test
    void shouldShowAnUnderflowInTheLastDataIn() {
        fixture.nexus.onCommand = command -> {
            fixture.nexus.send(command, 0, pattern(36), true);
            fixture.nexus.complete(command, Outcome.GOOD, -219);
        };
        fixture.receive(WirePdu.command(5, 1, READ, 255));
        WirePdu dataIn = fixture.sentOne();
        assertEquals(0x83, dataIn.int8(1), "F, U and S");
        assertEquals(219, dataIn.int32(44));
        assertEquals(36, dataIn.data().length);
    }

    @Test
    void shouldSendSenseInAScsiResponseAfterTheData() {
        fixture.nexus.onCommand = command -> {
            fixture.nexus.send(command, 0, pattern(512), true);
            fixture.nexus.complete(command, Outcome.UNRECOVERED_READ_ERROR, -512);
        };
        fixture.receive(WirePdu.command(5, 1, READ, 1024));
        List<WirePdu> sent = fixture.sent();
        assertEquals(2, sent.size());
        assertEquals(0x80, sent.get(0).int8(1), "F alone");
        WirePdu response = sent.get(1);
        assertEquals(0x21, response.opcode());
        assertEquals(0x82, response.int8(1), "underflow");
        assertEquals(0x02, response.int8(3));
        assertEquals(1, response.int32(36), "one Data-In");
        assertEquals(512, response.int32(44));
        assertEquals(18, response.data()[1]);
        assertEquals(0x70, response.data()[2]);
        assertEquals(0x03, response.data()[4]);
    }

    @Test
    void shouldShowAnOverflowInTheScsiResponse() {
        fixture.nexus.onCommand = command -> fixture.nexus.complete(command, Outcome.GOOD, 512);
        fixture.receive(WirePdu.command(5, 1, NO_DATA, 0));
        WirePdu response = fixture.sentOne();
        assertEquals(0x84, response.int8(1));
        assertEquals(512, response.int32(44));
    }

    @Test
    void shouldCutDataInAtTheInitiatorsSegmentLengthAndMarkTheEndOfBursts() {
        use(new OperationalParameters(false, true, 262144, 4096, 8192, 65536, 8, false, false));
        fixture.nexus.onCommand = command -> {
            fixture.nexus.send(command, 0, Arrays.copyOfRange(pattern(20001), 0, 10000), false);
            fixture.nexus.send(command, 10000, Arrays.copyOfRange(pattern(20001), 10000, 20001), true);
            fixture.nexus.complete(command, Outcome.GOOD, 0);
        };
        fixture.receive(WirePdu.command(5, 1, READ, 20001));
        List<WirePdu> sent = fixture.sent();
        int offset = 0;
        int burst = 0;
        for (int index = 0; index < sent.size(); index++) {
            WirePdu dataIn = sent.get(index);
            assertEquals(index, dataIn.int32(36), "DataSN");
            assertEquals(offset, dataIn.int32(40), "offset");
            assertArrayEquals(Arrays.copyOfRange(pattern(20001), offset, offset + dataIn.data().length), dataIn.data());
            offset += dataIn.data().length;
            burst += dataIn.data().length;
            boolean last = index == sent.size() - 1;
            assertTrue(dataIn.data().length <= 4096 && burst <= 8192);
            assertEquals(burst == 8192 || last, (dataIn.int8(1) & 0x80) != 0, "F of PDU " + index);
            assertEquals(last, (dataIn.int8(1) & 0x01) != 0, "S of PDU " + index);
            burst = burst == 8192 ? 0 : burst;
        }
        assertEquals(20001, offset);
    }

    @Test
    void shouldFlushOnceForABatchOfCommands() {
        fixture.nexus.onCommand = command -> fixture.nexus.complete(command, Outcome.GOOD, 0);
        fixture.receive(
                WirePdu.command(1, 1, NO_DATA, 0),
                WirePdu.command(2, 2, NO_DATA, 0),
                WirePdu.command(3, 3, NO_DATA, 0));
        assertEquals(1, fixture.channel.outboundMessages().size(), "three responses in one buffer");
        List<WirePdu> sent = fixture.sent();
        assertEquals(
                List.of(100, 101, 102), sent.stream().map(pdu -> pdu.int32(24)).toList());
        assertEquals(3, fixture.nexus.delivered);
    }

    @Test
    void shouldFlushACompletionThatComesOutsideABatch() {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0));
        assertTrue(fixture.sent().isEmpty());
        fixture.nexus.complete(fixture.nexus.last(), Outcome.BUSY, 0);
        assertEquals(0x08, fixture.sentOne().int8(3));
        assertEquals(1, fixture.nexus.delivered);
    }

    @Test
    void shouldParseTheSameCommandsWhereverTheBytesAreCut() {
        List<byte[]> stream = List.of(
                WirePdu.command(1, 1, 0xA1, 6).data(pattern(6)).bytes(),
                WirePdu.nopOut(2, 2).data(pattern(5)).bytes(),
                WirePdu.command(3, 3, NO_DATA, 0).bytes());
        byte[] all = new byte[stream.stream().mapToInt(bytes -> bytes.length).sum()];
        int at = 0;
        for (byte[] bytes : stream) {
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += bytes.length;
        }
        for (int cut = 0; cut <= all.length; cut++) {
            use(SessionFixture.parameters());
            fixture.nexus.onCommand = command -> {
                if (command.expectedDataOut > 0) {
                    fixture.nexus.fetch(command, 0, 6);
                }
            };
            List<Object> answered = new ArrayList<>();
            fixture.nexus.onAnswer = answer -> answered.add(answer.result());
            fixture.receiveRaw(Arrays.copyOfRange(all, 0, cut));
            fixture.receiveRaw(Arrays.copyOfRange(all, cut, all.length));
            assertEquals(2, fixture.nexus.received.size(), "cut at " + cut);
            assertEquals(1, answered.size(), "cut at " + cut);
            WirePdu nopIn = fixture.sentOne();
            assertArrayEquals(pattern(5), nopIn.data(), "cut at " + cut);
        }
    }

    @Test
    void shouldIgnoreCommandsOutsideTheWindow() {
        fixture.receive(WirePdu.command(1, 0, NO_DATA, 0), WirePdu.command(2, 33, NO_DATA, 0));
        assertTrue(fixture.nexus.received.isEmpty());
        assertTrue(fixture.sent().isEmpty());
        fixture.receive(WirePdu.command(3, 1, NO_DATA, 0));
        assertEquals(1, fixture.nexus.received.size());
    }

    @Test
    void shouldHoldCommandsThatComeAheadOfTheirTurn() {
        fixture.receive(WirePdu.command(12, 2, 0xA1, 4).data(pattern(4)), WirePdu.nopOut(13, 3));
        assertTrue(fixture.nexus.received.isEmpty());
        assertTrue(fixture.sent().isEmpty());
        fixture.receive(WirePdu.command(11, 1, NO_DATA, 0));
        assertEquals(
                List.of(11L, 12L),
                fixture.nexus.received.stream()
                        .map(command -> command.identifier)
                        .toList());
        assertEquals(0x20, fixture.sentOne().opcode());
        assertArrayEquals(pattern(4), FakeNexus.content(fixture.nexus.fetch(fixture.nexus.last(), 0, 4)));
    }

    @Test
    void shouldOpenTheWindowAsCommandsEnd() {
        for (int cmdSN = 1; cmdSN <= 32; cmdSN++) {
            fixture.receive(WirePdu.command(cmdSN, cmdSN, NO_DATA, 0));
        }
        fixture.receive(WirePdu.command(33, 33, NO_DATA, 0));
        assertEquals(32, fixture.nexus.received.size(), "the window is full");
        fixture.nexus.complete(fixture.nexus.received.getFirst(), Outcome.GOOD, 0);
        WirePdu response = fixture.sentOne();
        assertEquals(33, response.int32(28));
        assertEquals(33, response.int32(32));
        fixture.receive(WirePdu.command(33, 33, NO_DATA, 0));
        assertEquals(33, fixture.nexus.received.size());
    }

    @Test
    void shouldTakeImmediateCommandsWhateverTheWindow() {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0).immediate());
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        assertEquals(1, fixture.sentOne().int32(28), "ExpCmdSN has not moved");
    }

    @Test
    void shouldRejectWhatIsNotSupportedAndGoOn() {
        fixture.receive(
                WirePdu.command(1, 1, 0xE1, 512),
                WirePdu.command(2, 2, NO_DATA, 0).ahs(new byte[8]),
                WirePdu.command(3, 3, 0x87, 0),
                WirePdu.opcode(0x10).int32(16, 4),
                WirePdu.command(5, 4, NO_DATA, 0));
        List<WirePdu> rejects = fixture.sent();
        assertEquals(
                List.of(9, 9, 9, 5), rejects.stream().map(pdu -> pdu.int8(2)).toList());
        assertArrayEquals(
                WirePdu.command(1, 1, 0xE1, 512).header(), rejects.getFirst().data());
        assertEquals(5L, fixture.nexus.last().identifier);
    }

    /** An extended CDB that counts on from 16, in an additional header segment. */
    private static byte[] extendedCdb(int length) {
        byte[] segment = new byte[4 + (length + 3 & ~3)];
        segment[1] = (byte) (length + 1);
        segment[2] = 1;
        for (int i = 0; i < length; i++) {
            segment[4 + i] = (byte) (16 + i);
        }
        return segment;
    }

    private static WirePdu longCommand(int tag, int cmdSN, int length) {
        WirePdu pdu = WirePdu.command(tag, cmdSN, NO_DATA, 0).ahs(extendedCdb(length));
        for (int i = 0; i < 16; i++) {
            pdu.int8(32 + i, i);
        }
        return pdu;
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 244})
    void shouldPutALongCdbTogether(int length) {
        fixture.receive(longCommand(1, 1, length), WirePdu.command(2, 2, NO_DATA, 0));

        assertArrayEquals(counting(16 + length), fixture.nexus.received.getFirst().cdb);
        assertEquals(16, fixture.nexus.last().cdb.length);
    }

    @Test
    void shouldPutALongCdbTogetherThatCameBeforeItsTurn() {
        fixture.receive(longCommand(2, 2, 16).int8(1, 0xA1).int32(20, 6).data(pattern(6)));
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0));

        FakeTargetCommand command = fixture.nexus.last();
        assertArrayEquals(counting(32), command.cdb);
        assertArrayEquals(pattern(6), FakeNexus.content(fixture.nexus.fetch(command, 0, 6)));
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 01 00, 9", // no length
        "00 01 01 00, 9", // nothing but the reserved byte
        "00 06 01 00 10 11 12 13, 9", // longer than all segments
        "00 05 03 00 10 11 12 13, 9", // a type that does not exist
        "00 05 02 00 00 00 02 00, 9", // to be read, of a command that moves nothing
        "00 04 02 00 00 00 02 00, 9", // to be read, in three bytes
        "00 02 01 00 10 00 00 00 00 02 01 00 10 00 00 00, 9", // twice
    })
    void shouldRejectAdditionalHeaderSegmentsThatAreNotWellFormed(String segments, int reason) {
        byte[] ahs = HexFormat.ofDelimiter(" ").parseHex(segments);
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0).ahs(ahs), WirePdu.command(2, 2, NO_DATA, 0));

        assertEquals(reason, fixture.sentOne().int8(2));
        assertEquals(2L, fixture.nexus.last().identifier);
    }

    /** What it writes in the BHS, what it reads in an additional header segment. */
    private static WirePdu bidirectional(int out, int in) {
        byte[] ahs = {0, 5, 2, 0, (byte) (in >> 24), (byte) (in >> 16), (byte) (in >> 8), (byte) in};
        return WirePdu.command(1, 1, 0xE1, out).ahs(ahs).data(pattern(Math.min(out, 8)));
    }

    @Test
    void shouldTellTheMidLayerBothLengthsOfABidirectionalCommand() {
        fixture.receive(bidirectional(8, 512));

        FakeTargetCommand command = fixture.nexus.last();
        assertEquals(8, command.expectedDataOut);
        assertEquals(512, command.expectedDataIn);
        assertArrayEquals(pattern(8), FakeNexus.content(fixture.nexus.fetch(command, 0, 8)));
    }

    @Test
    void shouldSendStatusAndBothResidualsBehindTheDataOfABidirectionalCommand() {
        fixture.receive(bidirectional(8, 512));
        fixture.nexus.send(fixture.nexus.last(), 0, pattern(100), true);
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, -412);

        List<WirePdu> sent = fixture.sent();
        assertEquals(List.of(0x25, 0x21), sent.stream().map(WirePdu::opcode).toList());
        assertEquals(0x80, sent.getFirst().int8(1), "no status in the data");
        assertEquals(0x80 | 0x08 | 0x02, sent.getLast().int8(1), "underflow of both");
        assertEquals(412, sent.getLast().int32(40), "read");
        assertEquals(8, sent.getLast().int32(44), "written");
    }

    @Test
    void shouldSayThatNothingIsReadByACommandThatOnlyWrites() {
        fixture.receive(bidirectional(8, 512));
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, -3);

        WirePdu response = fixture.sentOne();
        assertEquals(0x80 | 0x08 | 0x02, response.int8(1));
        assertEquals(512, response.int32(40));
        assertEquals(3, response.int32(44));
    }

    @Test
    void shouldForgetBothLengthsWithTheCommand() {
        fixture.receive(bidirectional(8, 512));
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        fixture.receive(WirePdu.command(2, 2, 0xC1, 4));
        fixture.nexus.send(fixture.nexus.last(), 0, pattern(4), true);
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);

        assertEquals(0x81, fixture.sent().getLast().int8(1), "status goes with the data again");
    }

    @Test
    void shouldRejectACdbThatIsLongerThanAny() {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0).ahs(extendedCdb(245)));
        assertEquals(9, fixture.sentOne().int8(2));
    }

    @Test
    void shouldEndTheConnectionWhenAnotherPduHasAdditionalHeaderSegments() {
        fixture.receive(WirePdu.nopOut(1, 1).ahs(extendedCdb(16)));
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldEndTheConnectionOnAnUnknownOpcode() {
        fixture.receive(WirePdu.opcode(0x1f));
        assertFalse(fixture.channel.isOpen());
        assertTrue(fixture.nexus.lost);
        assertEquals(List.of("session"), fixture.ended);
    }

    @Test
    void shouldEndTheConnectionWhenASegmentIsLongerThanDeclared() {
        fixture.receive(WirePdu.nopOut(1, 1).int32(4, 262145));
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldParkCommandsWhileTheInitiatorTakesNothing() throws Exception {
        fixture.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        fixture.receive(
                WirePdu.command(1, 1, 0x21, 6).data(pattern(2)),
                WirePdu.nopOut(2, 2).immediate(),
                WirePdu.dataOut(1, -1, 0, 2, Arrays.copyOfRange(pattern(6), 2, 6))
                        .finalPdu());
        assertTrue(fixture.nexus.received.isEmpty());
        assertEquals(0x20, fixture.sentOne().opcode(), "NOPs are still answered");
        fixture.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        fixture.channel.runPendingTasks();
        assertEquals(1, fixture.nexus.received.size());
        assertArrayEquals(pattern(6), FakeNexus.content(fixture.nexus.fetch(fixture.nexus.last(), 0, 6)));
    }

    @Test
    void shouldYieldTheLoopAfterManyPdusAndComeBack() {
        fixture.nexus.onCommand = command -> fixture.nexus.complete(command, Outcome.GOOD, 0);
        WirePdu[] many = new WirePdu[200];
        for (int index = 0; index < many.length; index++) {
            many[index] = WirePdu.command(index + 1, index + 1, NO_DATA, 0);
        }
        fixture.receive(many);
        assertEquals(4, fixture.channel.outboundMessages().size(), "turns of 64, 64, 64 and 8, each with its flush");
        assertEquals(200, fixture.sent().size());
        assertEquals(200, fixture.nexus.delivered);
    }
}
