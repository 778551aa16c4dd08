package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.session.SessionFixture.pattern;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.FakeTargetCommand;

/**
 * Every kind of PDU in both directions, with and without a data segment, under each combination of digests. The fixture compares what
 * was sent with digests of its own; whatever is off by a digest would not be found again.
 */
class DigestCombinationsTest {
    private static OperationalParameters digests(boolean header, boolean data) {
        return new OperationalParameters(false, true, 262144, 262144, 262144, 65536, 8, header, data);
    }

    static Stream<Arguments> combinations() {
        return Stream.of(
                Arguments.of(false, false),
                Arguments.of(true, false),
                Arguments.of(false, true),
                Arguments.of(true, true));
    }

    @ParameterizedTest(name = "header {0}, data {1}")
    @MethodSource("combinations")
    void shouldUnderstandAndSendEveryKindOfPdu(boolean header, boolean data) {
        try (SessionFixture fixture = new SessionFixture(digests(header, data))) {
            fixture.receive(
                    WirePdu.nopOut(1, 1).data(pattern(5)),
                    WirePdu.nopOut(2, 2),
                    WirePdu.command(3, 3, 0xA1, 7).data(pattern(7)),
                    WirePdu.command(4, 4, 0xA1, 600).data(pattern(2)),
                    WirePdu.taskManagement(5, 5, 5),
                    WirePdu.text(0x80, 6, -1, "SendTargets="),
                    WirePdu.opcode(0x10).int32(16, 7));
            FakeTargetCommand small = fixture.nexus.received.getFirst();
            FakeTargetCommand large = fixture.nexus.received.getLast();
            assertArrayEquals(pattern(7), FakeNexus.content(fixture.nexus.fetch(small, 0, 7)));
            var window = fixture.nexus.fetch(large, 0, 600);
            fixture.nexus.executed(fixture.nexus.requests.getFirst(), ServiceResponse.FUNCTION_COMPLETE);
            List<WirePdu> sent = fixture.sent();
            assertEquals(
                    List.of(0x20, 0x20, 0x3F, 0x31, 0x22),
                    sent.stream().map(WirePdu::opcode).toList(),
                    "NOP-In twice, Reject, R2T, Task Management Response");
            assertArrayEquals(pattern(5), sent.getFirst().data());

            int transferTag = sent.get(3).int32(20);
            byte[] rest = Arrays.copyOfRange(pattern(600), 2, 600);
            fixture.receive(WirePdu.dataOut(4, transferTag, 0, 2, rest).finalPdu());
            assertArrayEquals(pattern(600), FakeNexus.content(window));

            fixture.nexus.complete(small, Outcome.GOOD, 0);
            fixture.nexus.send(large, 0, pattern(1001), false);
            fixture.nexus.send(large, 1001, pattern(3), true);
            fixture.nexus.complete(large, Outcome.GOOD, 0);
            fixture.nexus
                    .transport()
                    .reportAsynchronousEvent(
                            0, Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED));
            fixture.receive(WirePdu.logout(8, 6, 0));
            sent = fixture.sent();
            assertEquals(
                    List.of(0x21, 0x25, 0x25, 0x32, 0x26),
                    sent.stream().map(WirePdu::opcode).toList(),
                    "SCSI Response, Data-In twice, Asynchronous Message, Logout Response");
            assertArrayEquals(pattern(1001), sent.get(1).data());
            assertArrayEquals(pattern(3), sent.get(2).data());
        }
    }

    @ParameterizedTest(name = "header {0}, data {1}")
    @MethodSource("combinations")
    void shouldNoticeADamagedHeaderWhereHeadersAreCovered(boolean header, boolean data) {
        try (SessionFixture fixture = new SessionFixture(digests(header, data))) {
            byte[] bytes = WirePdu.nopOut(1, 1).bytes(header, data);
            bytes[19] ^= 1;
            fixture.receiveRaw(bytes);

            assertEquals(!header, fixture.channel.isOpen());
            assertEquals(header, fixture.nexus.lost);
        }
    }

    @ParameterizedTest(name = "header {0}, data {1}")
    @MethodSource("combinations")
    void shouldRejectDamagedDataWhereDataIsCovered(boolean header, boolean data) {
        try (SessionFixture fixture = new SessionFixture(digests(header, data))) {
            byte[] bytes = WirePdu.nopOut(1, 1).data(pattern(5)).bytes(header, data);
            bytes[header ? 52 : 48] ^= 1;
            fixture.receiveRaw(bytes);

            WirePdu answer = fixture.sentOne();
            assertEquals(data ? 0x3F : 0x20, answer.opcode());
            assertEquals(data ? 2 : 0, answer.int8(2), "Reject: data digest error");
            assertTrue(fixture.channel.isOpen());
        }
    }

    @Test
    void shouldTakeAnExtendedCdbUnderTheHeaderDigest() {
        try (SessionFixture fixture = new SessionFixture(digests(true, false))) {
            byte[] segment = {0, 2, 1, 0, 42, 0, 0, 0};
            byte[] bytes = WirePdu.command(1, 1, 0x81, 0).ahs(segment).bytes(true, false);
            fixture.receiveRaw(bytes.clone());
            assertEquals(42, fixture.nexus.last().cdb[16]);

            bytes[52] ^= 1;
            fixture.receiveRaw(bytes);
            assertFalse(fixture.channel.isOpen());
        }
    }
}
