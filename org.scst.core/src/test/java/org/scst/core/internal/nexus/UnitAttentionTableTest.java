package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.scsi.AdditionalSense.CAPACITY_DATA_HAS_CHANGED;
import static org.scst.core.scsi.AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR;
import static org.scst.core.scsi.AdditionalSense.I_T_NEXUS_LOSS_OCCURRED;
import static org.scst.core.scsi.AdditionalSense.MODE_PARAMETERS_CHANGED;
import static org.scst.core.scsi.AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED;
import static org.scst.core.scsi.AdditionalSense.REGISTRATIONS_PREEMPTED;
import static org.scst.core.scsi.AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED;
import static org.scst.core.scsi.AdditionalSense.RESERVATIONS_PREEMPTED;
import static org.scst.core.scsi.AdditionalSense.RESERVATIONS_RELEASED;

import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** Which event tells whom what. In each the initiator {@code a} does something, or it befalls the logical unit of all. */
class UnitAttentionTableTest extends ReservedDisk {
    private static final int TST_SHARED = 0;
    private static final int UNRESTRICTED = 0x10;
    private static final int TAS = 0x40;
    private static final int ATO = 0x80;

    /** What happens, and the condition that {@code a}, {@code b} and {@code c} are told of; {@code null} for none. */
    enum Event {
        NOTHING(test -> {}, null, null, null),
        ANOTHER_NEXUS(test -> test.path.initiator("d"), null, null, null),
        SESSION_REINSTATEMENT(test -> test.a = test.path.fresh("a"), I_T_NEXUS_LOSS_OCCURRED, null, null),
        LOGICAL_UNIT_RESET(
                test -> test.manage(TaskManagementFunction.LOGICAL_UNIT_RESET),
                POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED,
                POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED,
                POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED),
        TARGET_RESET(
                test -> test.manage(TaskManagementFunction.TARGET_RESET),
                POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED,
                POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED,
                POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED),
        I_T_NEXUS_RESET(
                test -> test.manage(TaskManagementFunction.I_T_NEXUS_RESET), I_T_NEXUS_LOSS_OCCURRED, null, null),
        ABORT_TASK_SET(test -> test.besideCommandOfB(TaskManagementFunction.ABORT_TASK_SET, 0), null, null, null),
        CLEAR_SHARED_TASK_SET(
                test -> test.besideCommandOfB(TaskManagementFunction.CLEAR_TASK_SET, 0),
                null,
                COMMANDS_CLEARED_BY_ANOTHER_INITIATOR,
                null),
        CLEAR_SHARED_TASK_SET_WITH_TAS(
                test -> test.besideCommandOfB(TaskManagementFunction.CLEAR_TASK_SET, TAS), null, null, null),
        MODE_SELECT(
                test -> test.control(0x20, UNRESTRICTED, TAS), null, MODE_PARAMETERS_CHANGED, MODE_PARAMETERS_CHANGED),
        MODE_SELECT_OF_WHAT_IS_THERE(test -> test.control(0x20, UNRESTRICTED, ATO), null, null, null),
        PERSISTENT_RESERVE_OUT_CLEAR(
                test -> test.registered(CLEAR, 0, 0), null, RESERVATIONS_PREEMPTED, RESERVATIONS_PREEMPTED),
        RELEASE_FOR_REGISTRANTS(
                test -> {
                    test.reserved(WRITE_EXCLUSIVE_REGISTRANTS_ONLY);
                    test.out(test.a, RELEASE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xA, 0);
                },
                null,
                RESERVATIONS_RELEASED,
                RESERVATIONS_RELEASED),
        RELEASE_FOR_ONE(
                test -> {
                    test.reserved(WRITE_EXCLUSIVE);
                    test.out(test.a, RELEASE, WRITE_EXCLUSIVE, 0xA, 0);
                },
                null,
                null,
                null),
        HOLDER_UNREGISTERS(
                test -> {
                    test.reserved(EXCLUSIVE_ACCESS_REGISTRANTS_ONLY);
                    test.out(test.a, REGISTER, 0, 0xA, 0);
                },
                null,
                RESERVATIONS_RELEASED,
                RESERVATIONS_RELEASED),
        PERSISTENT_RESERVE_OUT_PREEMPT(
                test -> test.registered(PREEMPT, WRITE_EXCLUSIVE, 0xB), null, REGISTRATIONS_PREEMPTED, null),
        CAPACITY(
                test -> test.disk.logicalUnit.announce(Sense.of(SenseKey.UNIT_ATTENTION, CAPACITY_DATA_HAS_CHANGED)),
                CAPACITY_DATA_HAS_CHANGED,
                CAPACITY_DATA_HAS_CHANGED,
                CAPACITY_DATA_HAS_CHANGED),
        LUN_ADDED(
                test -> test.path.map(7, 64),
                REPORTED_LUNS_DATA_HAS_CHANGED,
                REPORTED_LUNS_DATA_HAS_CHANGED,
                REPORTED_LUNS_DATA_HAS_CHANGED);

        private final Consumer<UnitAttentionTableTest> happens;
        private final AdditionalSense toA;
        private final AdditionalSense toB;
        private final AdditionalSense toC;

        Event(Consumer<UnitAttentionTableTest> happens, AdditionalSense toA, AdditionalSense toB, AdditionalSense toC) {
            this.happens = happens;
            this.toA = toA;
            this.toB = toB;
            this.toC = toC;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellEachOfWhatConcernsIt(Event event) {
        event.happens.accept(this);
        path.run();
        path.answerAll(disk);
        assertTold(event.toA, a);
        assertTold(event.toB, b);
        assertTold(event.toC, c);
    }

    private void assertTold(AdditionalSense expected, FakeNexusTransport initiator) {
        if (expected != null) {
            Outcome told = send(initiator, testUnitReady());
            assertEquals(Sense.of(SenseKey.UNIT_ATTENTION, expected), told.sense());
        }
        assertEquals(Outcome.GOOD, send(initiator, testUnitReady()));
    }

    private void manage(TaskManagementFunction function) {
        a.manage(function, 0, 0);
        path.run();
    }

    private void control(int byte2, int byte3, int byte5) {
        CommandPath.selectControl(a, 0, byte2, byte3, byte5);
        path.run();
    }

    /** With one task set for all; who changed that has told the others. */
    private void besideCommandOfB(TaskManagementFunction function, int byte5) {
        control(TST_SHARED, UNRESTRICTED, byte5);
        send(b, testUnitReady());
        send(c, testUnitReady());
        disk.device.manner(Manner.BY_TOKEN);
        b.read(0, read10(0, 1), BLOCK);
        manage(function);
    }

    private void registered(int action, int type, long serviceActionKey) {
        registerAll();
        out(a, action, type, 0xA, serviceActionKey);
    }

    private void reserved(int type) {
        registerAll();
        out(a, RESERVE, type, 0xA, 0);
    }
}
