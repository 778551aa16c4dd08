package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.KIB;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.logicalunit.TaskSetRules.QueueError;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/**
 * Every task management function meets a command in every state: it is answered when the command has left, whoever has to let go of
 * it first, and not before the driver has confirmed; or at once, and the command goes on as if nothing had been.
 */
class TaskManagementMatrixTest {
    private static final int SMALL = 0;
    private static final int LARGE = 1;

    private CommandPath path;
    private CommandPath.Unit disk;
    private CommandPath.Unit large;
    private FakeNexusTransport initiator;
    private FakeNexusTransport other;

    /** How a command stands when the function comes, and who then has to answer for it. */
    enum Standing {
        /** Parked with its nexus, which waits for an earlier one of the initiator. */
        HELD(CommandState.ENDED, Owner.NOBODY),
        WAITS_FOR_MEMORY(CommandState.PREPARED, Owner.CORE),
        WAITS_FOR_DATA(CommandState.AWAITING_DATA_OUT, Owner.DRIVER),
        BEHIND_AN_ORDERED_ONE(CommandState.DORMANT, Owner.CORE),
        BEHIND_THE_FENCE(CommandState.DORMANT, Owner.CORE),
        BLOCKED_BY_ACA(CommandState.DORMANT, Owner.CORE),
        AT_THE_DEVICE(CommandState.PROCESSING, Owner.HANDLER),
        ON_THE_DEVICES_CONTEXT(CommandState.PROCESSING, Owner.CONTEXT),
        SENDING_DATA(CommandState.AWAITING_DATA_IN, Owner.CORE),
        ANSWERED(CommandState.RESPONDING, Owner.DELIVERY),
        GONE(CommandState.ENDED, Owner.NOBODY);

        private final CommandState state;
        private final Owner owner;

        Standing(CommandState state, Owner owner) {
            this.state = state;
            this.owner = owner;
        }
    }

    /** Who has to let go of a command before it can leave. */
    enum Owner {
        NOBODY,
        CORE,
        DRIVER,
        HANDLER,
        CONTEXT,
        DELIVERY
    }

    /** What is passed without a pause, so that no function can meet it. */
    private static final Set<CommandState> PASSING =
            EnumSet.of(CommandState.RECEIVED, CommandState.ROUTED, CommandState.ADMITTED, CommandState.ENABLED);

    @BeforeEach
    void mapTwoDisks() {
        path = new CommandPath();
        disk = path.map(SMALL, 64, new Budget(64 * KIB, path.total));
        large = path.map(LARGE, 4096);
        initiator = path.initiator("a");
        other = path.initiator("b");
        disk.device.manner(Manner.BY_TOKEN);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.answerAll(disk);
        path.close();
        assertEquals(0, initiator.live());
        assertEquals(0, other.live());
    }

    static Stream<Arguments> ending() {
        return pairs(EnumSet.of(
                TaskManagementFunction.ABORT_TASK,
                TaskManagementFunction.ABORT_TASK_SET,
                TaskManagementFunction.CLEAR_TASK_SET,
                TaskManagementFunction.LOGICAL_UNIT_RESET,
                TaskManagementFunction.TARGET_RESET,
                TaskManagementFunction.I_T_NEXUS_RESET));
    }

    static Stream<Arguments> sparing() {
        return pairs(EnumSet.of(
                TaskManagementFunction.CLEAR_ACA,
                TaskManagementFunction.QUERY_TASK,
                TaskManagementFunction.QUERY_TASK_SET,
                TaskManagementFunction.QUERY_ASYNCHRONOUS_EVENT));
    }

    private static Stream<Arguments> pairs(Set<TaskManagementFunction> functions) {
        return functions.stream()
                .flatMap(function -> Stream.of(Standing.values()).map(standing -> Arguments.of(function, standing)));
    }

    @Test
    void shouldLeaveOutNoFunctionAndNoStateInWhichACommandCanBeMet() {
        Set<Object> functions =
                Stream.concat(ending(), sparing()).map(pair -> pair.get()[0]).collect(Collectors.toSet());
        assertEquals(Set.of(TaskManagementFunction.values()), functions);
        Set<CommandState> met = Stream.of(Standing.values())
                .map(standing -> standing.state)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(CommandState.class)));
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(PASSING)), met);
    }

    @ParameterizedTest
    @MethodSource("ending")
    void shouldAnswerWhenTheCommandHasLeftAndTheDriverHasConfirmed(TaskManagementFunction function, Standing standing) {
        long tag = bring(standing);
        initiator.confirms(false);
        TaskManagementRequest request = initiator.manage(function, lun(standing), tag);
        path.runWithoutDevices();
        boolean answered = standing == Standing.GONE || standing == Standing.ANSWERED;
        if (answered && function == TaskManagementFunction.ABORT_TASK) {
            assertEquals(ServiceResponse.TASK_DOES_NOT_EXIST, initiator.response(request));
            letGo(standing);
            return;
        }
        if (standing.owner.ordinal() > Owner.CORE.ordinal()) {
            assertFalse(ended(tag), "left under its owner");
            assertEquals(List.of(), initiator.affected());
        }
        letGo(standing);
        path.answerAll(disk);
        assertTrue(ended(tag));
        assertEquals(List.of(request), initiator.affected());
        assertNull(initiator.response(request), "answered before the driver has confirmed");
        initiator.nexus().affectedCommandsConfirmed(request);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(request));
        letGoOfData();
    }

    @ParameterizedTest
    @MethodSource("sparing")
    void shouldAnswerAtOnceAndLetTheCommandGoOn(TaskManagementFunction function, Standing standing) {
        long tag = bring(standing);
        TaskManagementRequest request = initiator.manage(function, lun(standing), tag);
        path.runWithoutDevices();
        if (standing != Standing.HELD) {
            assertNotNull(initiator.response(request));
        }
        assertEquals(List.of(), initiator.aborted());
        letGo(standing);
        initiator.manage(TaskManagementFunction.CLEAR_ACA, lun(standing), 0);
        letGoOfData();
        path.answerAll(disk);
        letGoOfData();
        path.run();
        assertTrue(initiator.answered(tag), () -> initiator.log().toString());
        assertNotNull(initiator.response(request));
    }

    @ParameterizedTest
    @MethodSource("ending")
    void shouldReachACommandOfAnotherNexusOnlyByWhatIsMeantForAll(TaskManagementFunction function, Standing standing) {
        disk.logicalUnit.taskSetRules(true, false, false, QueueError.RESUME);
        large.logicalUnit.taskSetRules(true, false, false, QueueError.RESUME);
        long tag = bring(standing);
        TaskManagementRequest request = other.manage(function, lun(standing), tag);
        path.runWithoutDevices();
        boolean forAll = function == TaskManagementFunction.CLEAR_TASK_SET
                || function == TaskManagementFunction.LOGICAL_UNIT_RESET
                || function == TaskManagementFunction.TARGET_RESET;
        if (forAll && standing.owner.ordinal() > Owner.CORE.ordinal() && standing.owner != Owner.DELIVERY) {
            assertNull(other.response(request), "answered while its owner still had the command");
        }
        letGo(standing);
        initiator.manage(TaskManagementFunction.CLEAR_ACA, lun(standing), 0);
        letGoOfData();
        path.answerAll(disk);
        letGoOfData();
        path.run();
        assertNotNull(other.response(request));
        boolean inTheSet = standing != Standing.HELD && standing != Standing.GONE && standing != Standing.ANSWERED;
        assertEquals(
                forAll && inTheSet,
                initiator.aborted().contains(tag),
                () -> initiator.log().toString());
    }

    private static int lun(Standing standing) {
        return standing == Standing.SENDING_DATA ? LARGE : SMALL;
    }

    private boolean ended(long tag) {
        return initiator.aborted().contains(tag) || initiator.answered(tag) && state(tag) == CommandState.ENDED;
    }

    private long bring(Standing standing) {
        long tag = switch (standing) {
            case HELD -> held();
            case WAITS_FOR_MEMORY -> waitsForMemory();
            case WAITS_FOR_DATA -> waitsForData();
            case BEHIND_AN_ORDERED_ONE -> behindAnOrderedOne();
            case BEHIND_THE_FENCE -> behindTheFence();
            case BLOCKED_BY_ACA -> blockedByAca();
            case AT_THE_DEVICE -> read();
            case ON_THE_DEVICES_CONTEXT -> onTheDevicesContext();
            case SENDING_DATA -> sendingData();
            case ANSWERED -> answered(false);
            case GONE -> answered(true);
        };
        assertEquals(standing.state, state(tag));
        return tag;
    }

    /** Also of a command that is answered, whose identifier is free. */
    private CommandState state(long tag) {
        return path.nexus("a").commands().all().stream()
                .filter(command -> command.identifier() == tag)
                .map(command -> command.state)
                .findFirst()
                .orElse(CommandState.ENDED);
    }

    private long read() {
        return initiator.read(SMALL, read10(0, 1), BLOCK);
    }

    private long held() {
        read();
        initiator.lose();
        initiator = path.fresh("a");
        initiator.send(SMALL, testUnitReady());
        return initiator.read(SMALL, read10(0, 1), BLOCK);
    }

    private long waitsForMemory() {
        initiator.read(SMALL, read10(0, 64), 32 * KIB);
        initiator.read(SMALL, read10(0, 64), 32 * KIB);
        return initiator.read(SMALL, read10(0, 64), 32 * KIB);
    }

    private long waitsForData() {
        initiator.answersData(false);
        initiator.answersTermination(false);
        return initiator.write(SMALL, write10(0, 1), bytes(BLOCK, 1));
    }

    private long behindAnOrderedOne() {
        initiator.send(
                initiator.command(SMALL, read10(0, 1)).expectedDataIn(BLOCK).attribute(TaskAttribute.ORDERED));
        return read();
    }

    private long behindTheFence() {
        disk.logicalUnit.hold(() -> {});
        return read();
    }

    private long blockedByAca() {
        initiator.answersData(false);
        long write = initiator.write(SMALL, write10(0, 1), bytes(BLOCK, 1));
        initiator.read(SMALL, SharedDisk.normalAca(1000), BLOCK);
        initiator.answer();
        initiator.answersData(true);
        return write;
    }

    private long onTheDevicesContext() {
        disk.device.manner(Manner.HAND_OVER);
        long read = read();
        disk.device.manner(Manner.BY_TOKEN);
        return read;
    }

    private long sendingData() {
        initiator.sendsData(false);
        return initiator.read(LARGE, read10(0, 2048), 1024 * KIB);
    }

    private long answered(boolean delivered) {
        disk.device.manner(Manner.AT_ONCE);
        initiator.delivers(delivered);
        long read = read();
        disk.device.manner(Manner.BY_TOKEN);
        return read;
    }

    /** Its owner answers. */
    private void letGo(Standing standing) {
        switch (standing) {
            case WAITS_FOR_DATA -> {
                if (!initiator.windows().isEmpty()) {
                    letGoOfTheWindow();
                }
            }
            case BEHIND_THE_FENCE -> disk.logicalUnit.resume();
            case ANSWERED -> initiator.deliver(1);
            default -> {
                // the device answers for all that it has
            }
        }
        path.run();
    }

    private void letGoOfTheWindow() {
        if (initiator.log().stream().anyMatch(line -> line.startsWith("terminate"))) {
            initiator.terminated(initiator.windows().getFirst().command());
        } else {
            initiator.answer();
        }
    }

    private void letGoOfData() {
        while (initiator.unsent() > 0) {
            initiator.sendOne();
            path.run();
        }
    }
}
