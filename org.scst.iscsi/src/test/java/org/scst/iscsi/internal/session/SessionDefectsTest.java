package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.scst.core.target.DataOutResult;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.FakeTargetCommand;

/** Defects that others have published in what a target does in the full feature phase; see runtime/docs/defects.md. */
class SessionDefectsTest {
    private static final int READ = 0xC0;
    private static final int WRITE = 0xA0;
    private SessionFixture fixture = new SessionFixture(SessionFixture.parameters());

    @AfterEach
    void proveThatNothingIsLeft() {
        fixture.close();
        assertEquals(0, fixture.memory.used());
    }

    private void anotherSession() {
        proveThatNothingIsLeft();
        fixture = new SessionFixture(SessionFixture.parameters());
    }

    /** The session ended, or serves as before. */
    private void assertEndedOrServing(String what) {
        fixture.channel.runPendingTasks();
        if (!fixture.channel.isOpen()) {
            assertTrue(fixture.nexus.lost, what);
            return;
        }
        fixture.sent();
        fixture.receive(WirePdu.nopOut(0x0D0E, 0).immediate());
        assertTrue(fixture.sent().stream().anyMatch(pdu -> pdu.int32(16) == 0x0D0E), what);
    }

    @Test
    @DisplayName("CVE-2021-28361: every operation code without data, and with the C bit")
    void shouldTakeEveryOperationCodeWithoutDataAndWithEveryFlag() {
        for (int first = 0; first < 128; first++) {
            for (int flags : new int[] {0x00, 0x40, 0x80, 0xC0}) {
                for (int tag : new int[] {1, -1}) {
                    anotherSession();
                    fixture.receive(WirePdu.opcode(first)
                            .int8(1, flags)
                            .int32(16, tag)
                            .int32(20, -1)
                            .int32(24, 1));
                    assertEndedOrServing(
                            "opcode " + Integer.toHexString(first) + " flags " + Integer.toHexString(flags));
                }
            }
        }
    }

    @Test
    @DisplayName("CVE-2025-38075: the connection ends while NOP-In is awaited, and its timer finds nothing")
    void shouldLeaveNoTimerWhenAConnectionEndsDuringANop() {
        fixture.advance(30);
        assertEquals(0x20, fixture.sentOne().opcode());
        fixture.advance(10);
        fixture.channel.close();
        fixture.channel.runPendingTasks();
        assertTrue(fixture.nexus.lost);
        fixture.advance(120);
        assertEquals(List.of(), fixture.sent());
        assertEquals(List.of("session"), fixture.ended, "ended once");
    }

    private static WirePdu longCommand(int tag, int cmdSN, int additional) {
        byte[] segment = new byte[(3 + 1 + additional + 3) / 4 * 4];
        segment[0] = (byte) (additional + 1 >> 8);
        segment[1] = (byte) (additional + 1);
        segment[2] = 1;
        return WirePdu.command(tag, cmdSN, READ, 64).int8(32, 0x7F).ahs(segment);
    }

    @Test
    @DisplayName("CVE-2025-68782: a CDB of 260 bytes, and one that finds no memory behind it")
    void shouldTakeALongCdbAndEndNothingButTheConnectionWhenMemoryIsMissing() {
        fixture.receive(longCommand(1, 1, 244));
        assertEquals(260, fixture.nexus.last().cdb.length);

        anotherSession();
        fixture.memory.most(0);
        // Ahead of its turn it has to be held, and is more than the floor of a session.
        fixture.receive(longCommand(1, 2, 244).data(new byte[100_000]));
        assertFalse(fixture.channel.isOpen());
        assertEquals(List.of(), fixture.nexus.received);
        assertTrue(fixture.nexus.lost);
    }

    @Test
    @DisplayName("CVE-2025-68782: every length of an extended CDB that contradicts its header")
    void shouldRefuseEveryAdditionalHeaderSegmentThatLies() {
        for (int declared = 0; declared < 300; declared++) {
            anotherSession();
            byte[] segment = new byte[20];
            segment[0] = (byte) (declared >> 8);
            segment[1] = (byte) declared;
            segment[2] = 1;
            fixture.receive(WirePdu.command(1, 1, READ, 64).int8(32, 0x7F).ahs(segment));
            for (FakeTargetCommand taken : fixture.nexus.received) {
                assertTrue(taken.cdb.length <= 16 + 16, "declared " + declared + ", taken " + taken.cdb.length);
            }
            assertEndedOrServing("an AHS that declares " + declared);
        }
    }

    @Test
    @DisplayName("SRPT May 2026: offset and length of data wrap 32 bits")
    void shouldRefuseDataWhoseOffsetAndLengthWrap() {
        for (int offset : new int[] {-1, -512, -511, Integer.MAX_VALUE, Integer.MIN_VALUE, 65536, 1}) {
            anotherSession();
            fixture.receive(WirePdu.command(9, 1, 0x20, 1024));
            var window = fixture.nexus.fetch(fixture.nexus.last(), 0, 1024);
            fixture.receive(WirePdu.dataOut(9, -1, 0, offset, SessionFixture.pattern(512))
                    .finalPdu());
            assertEquals(DataOutResult.WRONG_AMOUNT, fixture.nexus.lastAnswer().result(), "offset " + offset);
            assertArrayEquals(new byte[0], FakeNexus.content(window));
            assertEndedOrServing("offset " + offset);
        }
        for (int length : new int[] {0xFFFFFF, 0x800000, 262145}) {
            anotherSession();
            fixture.receiveRaw(WirePdu.command(9, 1, WRITE, -1)
                    .int8(5, length >> 16)
                    .int16(6, length)
                    .bytes());
            fixture.channel.runPendingTasks();
            assertFalse(fixture.channel.isOpen(), "a data segment of " + length);
            assertEquals(List.of(), fixture.nexus.received);
        }
    }
}
