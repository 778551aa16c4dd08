package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.session.SessionFixture.pattern;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.FakeTargetCommand;

class SessionTest {
    private static final int NO_DATA = 0x81;

    private final SessionFixture fixture = new SessionFixture(
            SessionFixture.parameters(),
            new SessionLimits(32, Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(10)));

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldReturnPingData() {
        fixture.receive(WirePdu.nopOut(7, 1).data(pattern(1030)));
        WirePdu nopIn = fixture.sentOne();
        assertEquals(0x20, nopIn.opcode());
        assertEquals(7, nopIn.int32(16));
        assertEquals(-1, nopIn.int32(20));
        assertEquals(100, nopIn.int32(24));
        assertEquals(2, nopIn.int32(28));
        assertArrayEquals(pattern(1030), nopIn.data());
    }

    @Test
    void shouldNotAnswerANopOutThatWantsNoAnswer() {
        fixture.receive(WirePdu.nopOut(-1, 1).immediate());
        assertTrue(fixture.sent().isEmpty());
        fixture.receive(WirePdu.nopOut(8, 1).immediate());
        WirePdu nopIn = fixture.sentOne();
        assertEquals(100, nopIn.int32(24), "no StatSN was used before");
        assertEquals(1, nopIn.int32(28));
    }

    @Test
    void shouldAskASilentInitiatorAndEndTheConnectionWithoutAnAnswer() {
        fixture.advance(30);
        WirePdu nopIn = fixture.sentOne();
        assertEquals(0x20, nopIn.opcode());
        assertEquals(-1, nopIn.int32(16));
        assertTrue(nopIn.int32(20) != -1);
        assertEquals(100, nopIn.int32(24));
        fixture.advance(9);
        assertTrue(fixture.channel.isOpen());
        fixture.advance(1);
        assertFalse(fixture.channel.isOpen());
        assertTrue(fixture.nexus.lost);
    }

    @Test
    void shouldGoOnWhenASilentInitiatorAnswers() {
        fixture.advance(30);
        int tag = fixture.sentOne().int32(20);
        fixture.advance(5);
        fixture.receive(WirePdu.nopOut(-1, 1).immediate().int32(20, tag));
        fixture.advance(29);
        assertTrue(fixture.sent().isEmpty());
        fixture.advance(1);
        assertEquals(0x20, fixture.sentOne().opcode());
        assertTrue(fixture.channel.isOpen());
    }

    @Test
    void shouldEndTheConnectionWhenNothingOfWhatIsSentIsTaken() {
        fixture.channel.blocked(true);
        fixture.receive(WirePdu.nopOut(1, 1));
        for (int times = 0; times < 9; times++) {
            fixture.advance(9);
            assertTrue(fixture.channel.isOpen());
            fixture.receive(WirePdu.nopOut(-1, 2).immediate());
        }
        fixture.advance(10);
        assertFalse(fixture.channel.isOpen());
        assertTrue(fixture.nexus.lost);
    }

    @Test
    void shouldGoOnWhenWhatIsSentIsTakenLate() {
        fixture.channel.blocked(true);
        fixture.receive(WirePdu.nopOut(1, 1));
        for (int times = 0; times < 20; times++) {
            fixture.advance(9);
            if (times % 8 == 7) {
                fixture.channel.blocked(false);
                fixture.channel.blocked(true);
            }
            fixture.receive(WirePdu.nopOut(2 + times, 2 + times));
        }
        assertTrue(fixture.channel.isOpen());
    }

    @Test
    void shouldEndTheConnectionOfAnInitiatorThatGoesOnAskingAndTakesNothing() {
        fixture.channel.blocked(true);
        int cmdSN = 1;
        while (fixture.channel.isOpen() && cmdSN < 1000) {
            fixture.receive(WirePdu.nopOut(cmdSN, cmdSN++).data(new byte[262144]));
            fixture.channel.runPendingTasks();
        }
        assertTrue(cmdSN > 50 && cmdSN < 66, "less than 16 MiB of answers, not " + cmdSN + " of 256 KiB");
        assertEquals(0, fixture.memory.used());
    }

    @Test
    void shouldAbortATaskThroughTheMidLayer() {
        fixture.receive(WirePdu.command(5, 1, NO_DATA, 0).int64(8, 0x0001000000000000L));
        fixture.receive(WirePdu.taskManagement(6, 2, 1)
                .immediate()
                .int64(8, 0x0001000000000000L)
                .int32(20, 5)
                .int32(32, 1));
        var request = fixture.nexus.requests.getFirst();
        assertEquals(TaskManagementFunction.ABORT_TASK, request.function());
        assertEquals(5, request.identifier());
        assertEquals(0x0001000000000000L, request.lun());
        fixture.nexus.abort(fixture.nexus.last());
        fixture.nexus.executed(request, ServiceResponse.FUNCTION_COMPLETE);
        assertEquals(List.of(request), fixture.nexus.confirmed);
        WirePdu response = fixture.sentOne();
        assertEquals(0x22, response.opcode());
        assertEquals(0, response.int8(2));
        assertEquals(6, response.int32(16));
        assertEquals(33, response.int32(32), "the aborted command's place is free");
    }

    @Test
    void shouldTellTasksThatAreGoneFromTasksThatAreMissing() {
        fixture.nexus.onCommand = command -> fixture.nexus.complete(command, Outcome.GOOD, 0);
        fixture.receive(WirePdu.command(5, 1, NO_DATA, 0));
        fixture.sent();
        fixture.receive(WirePdu.taskManagement(6, 2, 1).immediate().int32(20, 5).int32(32, 1));
        assertEquals(1, fixture.sentOne().int8(2), "ended before: the task does not exist");
        fixture.receive(WirePdu.taskManagement(7, 4, 1).immediate().int32(20, 9).int32(32, 3));
        assertEquals(0, fixture.sentOne().int8(2), "in the window: counts as received and ended");
        assertTrue(fixture.nexus.requests.isEmpty());
    }

    @Test
    void shouldAbortATaskThatIsStillHeld() {
        fixture.receive(WirePdu.command(12, 2, 0xA1, 4).data(pattern(4)));
        fixture.receive(
                WirePdu.taskManagement(6, 3, 1).immediate().int32(20, 12).int32(32, 2));
        assertEquals(0, fixture.sentOne().int8(2));
        fixture.receive(WirePdu.command(11, 1, NO_DATA, 0), WirePdu.command(13, 3, NO_DATA, 0));
        assertEquals(
                List.of(11L, 13L),
                fixture.nexus.received.stream()
                        .map(command -> command.identifier)
                        .toList());
    }

    @Test
    void shouldMapFunctionsAndResponses() {
        TaskManagementFunction[] functions = {
            TaskManagementFunction.ABORT_TASK_SET,
            TaskManagementFunction.CLEAR_ACA,
            TaskManagementFunction.CLEAR_TASK_SET,
            TaskManagementFunction.LOGICAL_UNIT_RESET,
            TaskManagementFunction.TARGET_RESET
        };
        ServiceResponse[] results = {
            ServiceResponse.FUNCTION_COMPLETE,
            ServiceResponse.FUNCTION_NOT_SUPPORTED,
            ServiceResponse.INCORRECT_LOGICAL_UNIT_NUMBER,
            ServiceResponse.FUNCTION_REJECTED,
            ServiceResponse.TASK_DOES_NOT_EXIST
        };
        int[] codes = {0, 5, 2, 255, 1};
        for (int index = 0; index < functions.length; index++) {
            fixture.receive(WirePdu.taskManagement(index, 1 + index, 2 + index));
            var request = fixture.nexus.requests.getLast();
            assertEquals(functions[index], request.function());
            fixture.nexus.executed(request, results[index]);
            assertEquals(codes[index], fixture.sentOne().int8(2));
        }
        fixture.receive(WirePdu.taskManagement(8, 6, 8), WirePdu.taskManagement(9, 7, 9));
        assertEquals(
                List.of(4, 5), fixture.sent().stream().map(pdu -> pdu.int8(2)).toList());
    }

    @Test
    void shouldEndTheSessionsOfTheTargetAfterAColdReset() {
        fixture.receive(WirePdu.taskManagement(1, 1, 7));
        fixture.nexus.executed(fixture.nexus.requests.getFirst(), ServiceResponse.FUNCTION_COMPLETE);
        assertEquals(0, fixture.sentOne().int8(2));
        assertFalse(fixture.channel.isOpen());
        assertEquals(2, fixture.ended.size());
    }

    @Test
    void shouldLogOutWithCommandsInFlight() {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0), WirePdu.logout(2, 2, 0));
        assertTrue(fixture.nexus.lost);
        WirePdu response = fixture.sentOne();
        assertEquals(0x26, response.opcode());
        assertEquals(0, response.int8(2));
        assertEquals(2, response.int32(16));
        assertFalse(fixture.channel.isOpen());
        fixture.nexus.abort(fixture.nexus.last());
        assertEquals(ConnectionState.FREE, fixture.connection.state());
    }

    @Test
    void shouldRefuseALogoutThatItCannotServe() {
        fixture.receive(WirePdu.logout(1, 1, 1).int16(20, 8), WirePdu.logout(2, 2, 2), WirePdu.logout(3, 3, 5));
        List<WirePdu> sent = fixture.sent();
        assertEquals(
                List.of(0x26, 0x26, 0x3f), sent.stream().map(WirePdu::opcode).toList());
        assertEquals(List.of(1, 2, 9), sent.stream().map(pdu -> pdu.int8(2)).toList());
        assertTrue(fixture.channel.isOpen());
        fixture.receive(WirePdu.logout(4, 4, 1).int16(20, 7));
        assertEquals(0, fixture.sentOne().int8(2));
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldAskForALogoutAndStillAnswerWhatIsInFlight() {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0));
        fixture.session.close("the target is removed", false);
        WirePdu message = fixture.sentOne();
        assertEquals(0x32, message.opcode());
        assertEquals(1, message.int8(36));
        assertEquals(2, message.int16(42));
        fixture.receive(WirePdu.command(2, 2, NO_DATA, 0));
        assertEquals(1, fixture.nexus.received.size(), "new commands are held");
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        assertEquals(0x21, fixture.sentOne().opcode());
        fixture.advance(3);
        assertFalse(fixture.channel.isOpen());
        assertTrue(fixture.nexus.lost);
    }

    @Test
    void shouldLeaveTheNexusToCoreWhenTheDriverWithdraws() {
        fixture.receive(WirePdu.command(1, 1, 0xA1, 4).data(pattern(4)));
        fixture.session.close("update", true);
        fixture.advance(1);
        assertTrue(fixture.channel.isOpen());
        fixture.advance(1);
        assertFalse(fixture.channel.isOpen());
        assertFalse(fixture.nexus.lost);
        assertEquals(3, fixture.sentOne().int8(36), "the connection is dropped");
    }

    @Test
    void shouldAnswerWhatIsInProgressBeforeTheDriverWithdrawsAndAskForNoLogout() {
        fixture.receive(WirePdu.command(1, 1, NO_DATA, 0));
        fixture.session.close("update", true);
        fixture.receive(WirePdu.command(2, 2, NO_DATA, 0));
        assertEquals(List.of(), fixture.sent());
        assertEquals(1, fixture.nexus.received.size(), "new commands wait");
        fixture.nexus.complete(fixture.nexus.last(), Outcome.GOOD, 0);
        List<WirePdu> sent = fixture.sent();
        assertEquals(List.of(0x21, 0x32), sent.stream().map(WirePdu::opcode).toList());
        assertEquals(2, sent.getFirst().int32(28), "the command that waits is not acknowledged");
        assertEquals(3, sent.getLast().int8(36));
        assertEquals(0, sent.getLast().int16(40), "it may come back at once");
        assertEquals(1, fixture.nexus.delivered);
        assertFalse(fixture.channel.isOpen());
        assertFalse(fixture.nexus.lost);
    }

    @Test
    void shouldDropAnIdleConnectionAtOnceWhenTheDriverWithdraws() {
        fixture.session.close("update", true);
        assertEquals(3, fixture.sentOne().int8(36));
        assertFalse(fixture.channel.isOpen());
        assertFalse(fixture.nexus.lost);
        assertEquals(List.of("session"), fixture.ended);
    }

    @Test
    void shouldLoseTheNexusWithTheConnectionAndTakeLateCallsCalmly() {
        fixture.receive(WirePdu.command(1, 1, 0xC1, 512), WirePdu.command(2, 2, 0xA1, 512));
        fixture.channel.close();
        assertTrue(fixture.nexus.lost);
        FakeTargetCommand read = fixture.nexus.received.get(0);
        FakeTargetCommand write = fixture.nexus.received.get(1);
        fixture.nexus.send(read, 0, pattern(512), true);
        fixture.nexus.abort(read);
        fixture.nexus.fetch(write, 0, 512);
        fixture.nexus.abort(write);
        assertTrue(fixture.sent().isEmpty());
        assertEquals(1, fixture.nexus.answers.size());
    }

    @Test
    void shouldDropTheConnectionOfAReinstatedSession() {
        fixture.session.drop("session reinstatement");
        fixture.channel.runPendingTasks();
        assertFalse(fixture.channel.isOpen());
        assertTrue(fixture.sent().isEmpty());
    }

    @Test
    void shouldPromiseNoMoreThanTheMidLayerWantsAtLogin() {
        try (SessionFixture narrow = new SessionFixture(SessionFixture.parameters(), SessionLimits.DEFAULT, 4)) {
            narrow.receive(WirePdu.nopOut(1, 1));
            assertEquals(5, narrow.sentOne().int32(32), "ExpCmdSN 2, four places");
        }
    }

    @Test
    void shouldFollowTheQueueLimitOfTheMidLayer() {
        fixture.nexus.transport().queueLimit(4);
        fixture.receive(WirePdu.nopOut(1, 1));
        assertEquals(32, fixture.sentOne().int32(32), "what was promised stays");
        fixture.nexus.onCommand = command -> fixture.nexus.complete(command, Outcome.GOOD, 0);
        for (int cmdSN = 2; cmdSN <= 32; cmdSN++) {
            fixture.receive(WirePdu.command(cmdSN, cmdSN, NO_DATA, 0));
        }
        List<WirePdu> sent = fixture.sent();
        assertEquals(36, sent.getLast().int32(32), "ExpCmdSN 33, four places");
    }

    @Test
    void shouldTellWhatWasNegotiated() {
        assertEquals("262144", fixture.session.properties().get("MaxBurstLength"));
        assertEquals("No", fixture.session.properties().get("InitialR2T"));
        assertEquals("None", fixture.session.properties().get("HeaderDigest"));
        assertEquals("400001370000", fixture.session.properties().get("ISID"));
    }

    @Test
    void shouldTellAnAsynchronousEventWithItsSenseUntilItIsAskedToLeave() {
        Sense changed = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertTrue(fixture.session.reportAsynchronousEvent(0x0005_0000_0000_0000L, changed));
        WirePdu event = fixture.sentOne();
        assertEquals(0x32, event.opcode());
        assertEquals(0x80, event.int8(1));
        assertEquals(5, event.int16(8));
        assertEquals(-1, event.int32(16));
        assertEquals(100, event.int32(24));
        assertEquals(0, event.int8(36));
        byte[] data = event.data();
        assertEquals(data.length - 2, data[1]);
        assertArrayEquals(new byte[] {0x70, 0, 6}, Arrays.copyOfRange(data, 2, 5));
        assertArrayEquals(new byte[] {0x3F, 0x0E}, Arrays.copyOfRange(data, 14, 16));

        fixture.session.closeRequested("an operator", false);
        assertEquals(1, fixture.sentOne().int8(36));
        assertFalse(fixture.session.reportAsynchronousEvent(0, changed));
    }

    @Test
    void shouldTellOperatorsWhereItStoodAtItsLastTick() {
        fixture.receive(WirePdu.command(1, 1, 0x81, 0), WirePdu.opcode(0x10).int32(16, 4));
        fixture.advance(3);

        Map<String, String> progress = fixture.nexus.transport().progress();
        assertEquals("127.0.0.1:3260", progress.get("Portal"));
        assertEquals("LOGGED_IN", progress.get("ConnectionState"));
        assertEquals("2", progress.get("ExpCmdSN"));
        assertEquals("32", progress.get("MaxCmdSN"));
        assertEquals("1", progress.get("CommandsInWindow"));
        assertEquals("101", progress.get("StatSN"));
        assertEquals("3", progress.get("SecondsSilent"));
        assertEquals("No", progress.get("NopInPending"));
        assertEquals("1", progress.get("Rejects"));
        assertEquals("COMMAND_NOT_SUPPORTED: SNACK at ErrorRecoveryLevel 0", progress.get("LastReject"));
        fixture.advance(27);
        assertEquals("Yes", fixture.nexus.transport().progress().get("NopInPending"));
    }

    @Test
    void shouldGoOnUntilTheLastMomentsOfTheTimeThatItGives() {
        fixture.nexus.transport().closeNexus("drained", Duration.ofSeconds(10));
        WirePdu request = fixture.sentOne();
        assertEquals(0x32, request.opcode());
        assertEquals(1, request.int8(36), "logout is asked for");
        assertEquals(10, request.int16(42), "within so many seconds");

        fixture.advance(7);
        fixture.receive(WirePdu.command(1, 1, 0x81, 0));
        assertEquals(1, fixture.nexus.received.size());
        fixture.advance(1);
        fixture.receive(WirePdu.command(2, 2, 0x81, 0));
        assertEquals(1, fixture.nexus.received.size(), "the end is near");
        assertTrue(fixture.channel.isOpen());
        fixture.advance(2);
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldLeaveWhenItLogsOutInTime() {
        fixture.nexus.transport().closeNexus("drained", Duration.ofSeconds(10));
        fixture.sent();
        fixture.receive(WirePdu.logout(1, 1, 0));
        assertEquals(0x26, fixture.sentOne().opcode());
        assertFalse(fixture.channel.isOpen());
        assertTrue(fixture.nexus.lost);
    }

    @Test
    void shouldNotWaitForALogoutAsLongAsItMayTakeWhenTheDriverWithdraws() {
        fixture.nexus.transport().closeNexus("drained", Duration.ofSeconds(3600));
        fixture.sent();
        fixture.session.close("update", true);
        fixture.advance(2);
        assertFalse(fixture.channel.isOpen());
    }
}
