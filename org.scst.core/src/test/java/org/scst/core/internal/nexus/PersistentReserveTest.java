package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveIn;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.release;
import static org.scst.core.internal.nexus.CommandPath.reservationKeys;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.scsi.TransportId;
import org.scst.core.target.NexusDescription;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** PERSISTENT RESERVE IN and OUT on the way of a command. */
class PersistentReserveTest extends ReservedDisk {

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private Outcome write(FakeNexusTransport by) {
        long tag = by.write(0, write10(0, 1), new byte[BLOCK]);
        path.run();
        return by.outcome(tag);
    }

    private static void assertConflict(Outcome outcome) {
        assertStatus(outcome, Status.RESERVATION_CONFLICT);
    }

    @Test
    void shouldReadKeys() {
        assertEquals("0000000000000000", hex(in(a, 0)));
        registerAll();
        assertEquals("0000000300000018000000000000000a000000000000000b000000000000000c", hex(in(b, 0)));
    }

    @Test
    void shouldReadTheReservation() {
        registerAll();
        assertEquals("0000000300000000", hex(in(b, 1)));
        assertGood(out(a, RESERVE, EXCLUSIVE_ACCESS, 0xA, 0));
        assertEquals("0000000300000010000000000000000a0000000000030000", hex(in(c, 1)));
        assertGood(out(a, RELEASE, EXCLUSIVE_ACCESS, 0xA, 0));
        assertGood(out(b, RESERVE, 8, 0xB, 0));
        assertEquals("000000030000001000000000000000000000000000080000", hex(in(c, 1)), "all hold it, under no key");
    }

    @Test
    void shouldReportWhatItIsCapableOf() {
        assertEquals("00081db0ea010000", hex(in(a, 2)));
    }

    @Test
    void shouldReadTheFullStatus() {
        registerAll();
        assertGood(out(b, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xB, 0));
        String port = "0001";
        String expected = "00000003" + "%08x".formatted(3 * (24 + 24));
        for (String name : new String[] {"a", "b", "c"}) {
            boolean holds = name.equals("b");
            expected += "000000000000000" + name + "00000000" + (holds ? "0105" : "0000") + "00000000" + port;
            expected += "00000018" + hex(TransportId.iscsi(name, 1).bytes());
        }
        assertEquals(expected, hex(in(a, 3)));
    }

    @Test
    void shouldRefuseServiceActionsThatItDoesNotHave() {
        for (int action = 4; action < 32; action++) {
            assertSense(send(a, persistentReserveIn(action, 255)), AdditionalSense.INVALID_FIELD_IN_CDB);
        }
        for (int action = 8; action < 32; action++) {
            assertSense(out(a, action, 0, 0, 0xA), AdditionalSense.INVALID_FIELD_IN_CDB);
        }
    }

    @Test
    void shouldShutOutWhomTheTypeShutsOut() {
        registerAll();
        assertGood(out(c, REGISTER, 0, 0xC, 0));
        assertGood(write(c));
        assertGood(out(a, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0));
        assertGood(write(b));
        assertGood(send(c, read10(0, 1)));
        assertConflict(write(c));
        assertGood(out(a, PREEMPT, EXCLUSIVE_ACCESS, 0xA, 0xA));
        assertSense(send(b, testUnitReady()), AdditionalSense.RESERVATIONS_RELEASED);
        assertConflict(write(b));
        assertConflict(send(b, read10(0, 1)));
        assertGood(send(b, testUnitReady()));
        assertGood(write(a));
        assertGood(out(a, RELEASE, EXCLUSIVE_ACCESS, 0xA, 0));
        assertGood(write(c));
    }

    @Test
    void shouldTellThoseWhoLoseARegistrationOrReservation() {
        registerAll();
        assertGood(out(a, PREEMPT, 0, 0xA, 0xB));
        assertSense(send(b, testUnitReady()), SenseKey.UNIT_ATTENTION, AdditionalSense.REGISTRATIONS_PREEMPTED);
        assertGood(send(a, testUnitReady()));
        assertGood(send(c, testUnitReady()));
        assertGood(out(a, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0));
        assertGood(out(a, RELEASE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0));
        assertSense(send(c, testUnitReady()), AdditionalSense.RESERVATIONS_RELEASED);
        assertGood(send(b, testUnitReady()));
        assertGood(out(a, CLEAR, 0, 0xA, 0));
        assertSense(send(c, testUnitReady()), AdditionalSense.RESERVATIONS_PREEMPTED);
        assertGood(send(a, testUnitReady()));
    }

    @Test
    void shouldNotConsumeAUnitAttentionWithAConflict() {
        registerAll();
        assertGood(out(a, RESERVE, EXCLUSIVE_ACCESS, 0xA, 0));
        assertGood(out(a, PREEMPT, 0, 0xA, 0xB));
        assertConflict(write(b));
        assertSense(send(b, testUnitReady()), AdditionalSense.REGISTRATIONS_PREEMPTED);
    }

    @Test
    void shouldBeInForceWhenItIsAnswered() {
        registerAll();
        disk.device.manner(Manner.BY_TOKEN);
        long running = c.write(0, write10(0, 1), new byte[BLOCK]);
        path.run();
        long reserving = begin(a, RESERVE, EXCLUSIVE_ACCESS, reservationKeys(0xA, 0, 0));
        path.run();
        assertFalse(a.answered(reserving), "a command that was judged before still runs");
        disk.device.answer();
        path.run();
        assertGood(a.outcome(reserving));
        assertGood(c.outcome(running));
        assertConflict(write(c));
    }

    @Test
    void shouldKeepRegistrationsOverALossOfTheNexusAndAReset() {
        registerAll();
        assertGood(out(a, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0));
        a.lose();
        c.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.run();
        FakeNexusTransport again = path.initiator("a");
        assertGood(write(again));
        assertGood(out(again, RELEASE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0));
        assertConflict(out(path.initiator("another"), RESERVE, WRITE_EXCLUSIVE, 0xA, 0));
    }

    @Test
    void shouldNotMixWithReserve() {
        assertGood(send(a, reserve()));
        assertConflict(send(a, persistentReserveIn(0, 255)));
        assertConflict(send(b, persistentReserveIn(0, 255)));
        assertConflict(out(a, REGISTER, 0, 0, 0xA));
        assertGood(send(a, release()));
        registerAll();
        assertConflict(send(a, reserve()));
        assertConflict(send(a, release()));
        assertNull(disk.logicalUnit.view().reservedBy());
    }

    @Test
    void shouldHandleReserveCompatiblyForWhomAPersistentReservationLetsIn() {
        registerAll();
        assertGood(out(a, RESERVE, WRITE_EXCLUSIVE, 0xA, 0));
        assertGood(send(a, reserve()));
        assertGood(send(a, release()));
        assertConflict(send(b, reserve()));
        assertConflict(send(b, release()));
        assertGood(out(a, RELEASE, WRITE_EXCLUSIVE, 0xA, 0));
        assertGood(out(a, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0));
        assertGood(send(b, reserve()));
        assertGood(out(c, REGISTER, 0, 0xC, 0));
        assertConflict(send(c, reserve()));
        assertNull(disk.logicalUnit.view().reservedBy());
        assertTrue(disk.logicalUnit.view().persistent().type() != null);
    }

    @Test
    void shouldRefuseParameterListsThatAreTooLongOrMissing() {
        long tag = a.write(0, CommandPath.persistentReserveOut(REGISTER, 0, 1 << 24), new byte[24]);
        path.run();
        assertSense(a.outcome(tag), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        tag = a.send(0, CommandPath.persistentReserveOut(REGISTER, 0, 0));
        path.run();
        assertSense(a.outcome(tag), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void shouldDoNothingForACommandThatWasAbortedBeforeItBegan() {
        long tag = begin(a, REGISTER, 0, reservationKeys(0, 0xA, 0));
        path.runWithoutDevices();
        a.manage(TaskManagementFunction.ABORT_TASK, 0, tag);
        path.run();
        assertFalse(a.answered(tag));
        assertTrue(disk.facts.reservations().state().isEmpty());
    }

    @Test
    void shouldMoveAReservationToAnInitiatorPortThatIsNotThereYet() {
        registerAll();
        assertGood(out(a, RESERVE, EXCLUSIVE_ACCESS, 0xA, 0));
        TransportId id = TransportId.iscsi("d", 1);
        byte[] list = java.nio.ByteBuffer.allocate(24 + id.length())
                .putLong(0xA)
                .putLong(0xD)
                .put(17, (byte) 2)
                .putShort(18, (short) 1)
                .putInt(20, id.length())
                .put(24, id.bytes())
                .array();
        assertGood(out(a, MOVE, 0, list));
        assertConflict(write(a));
        assertGood(write(path.initiator("d")));
    }

    @Test
    void shouldHaveNoRegistrantWhereTheTransportHasNoTransportId() {
        registerAll();
        assertGood(out(a, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0));
        FakeNexusTransport nameless = new FakeNexusTransport()
                .open(path.port, new NexusDescription("n", "n", null, "test", true, false), path.loop);
        path.run();
        send(nameless, testUnitReady());
        assertEquals(Outcome.INVALID_OPERATION_CODE, out(nameless, REGISTER, 0, 0, 0xD));
        assertConflict(write(nameless));
        assertGood(out(a, CLEAR, 0, 0xA, 0));
        assertGood(write(nameless));
    }

    @Test
    void shouldNotBeGoodWhenAptplCannotBeKept() {
        assertGood(out(a, REGISTER, 0, 0, 0xA));
        Outcome outcome = out(b, REGISTER, 0, reservationKeys(0, 0xB, APTPL));
        assertSense(outcome, SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
        assertEquals("0000000100000008000000000000000a", hex(in(a, 0)), "nothing has changed");
        assertGood(out(b, REGISTER, 0, 0, 0xB));
    }

    @Test
    void shouldKnowAfterALossOfPowerWhatAptplWasToKeep(@TempDir Path state) {
        path.keepIn(state);
        path.map(1, 64);
        a.send(1, testUnitReady());
        a.send(1, testUnitReady());
        long tag = a.write(1, CommandPath.persistentReserveOut(REGISTER, 0, 24), reservationKeys(0, 0xA, APTPL));
        path.run();
        assertGood(a.outcome(tag));
        tag = a.write(1, CommandPath.persistentReserveOut(RESERVE, 3, 24), reservationKeys(0xA, 0, 0));
        path.run();
        assertGood(a.outcome(tag));
        try (CommandPath next = new CommandPath()) {
            next.keepIn(state);
            next.map(1, 64);
            FakeNexusTransport other = next.initiator("b");
            long read = other.read(1, read10(0, 1), BLOCK);
            FakeNexusTransport holder = next.initiator("a");
            long own = holder.read(1, read10(0, 1), BLOCK);
            next.run();
            assertConflict(other.outcome(read));
            assertGood(holder.outcome(own));
        }
    }
}
