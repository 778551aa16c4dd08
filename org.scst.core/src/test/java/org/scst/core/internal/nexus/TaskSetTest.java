package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.read10;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

class TaskSetTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapOneSlowDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
        initiator = path.initiator("a");
        disk.device.manner(Manner.BY_TOKEN);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        while (!disk.device.asked().isEmpty()) {
            disk.device.answer();
            path.run();
        }
        path.close();
        assertEquals(0, initiator.live());
    }

    private long read(int lba, TaskAttribute attribute) {
        return initiator.send(
                initiator.command(0, read10(lba, 1)).expectedDataIn(BLOCK).attribute(attribute));
    }

    private List<String> atTheDevice() {
        return disk.device.asked().stream()
                .map(asked -> Long.toString(asked.command().lba()))
                .toList();
    }

    private void answer() {
        disk.device.answer();
        path.run();
    }

    @Test
    void shouldProcessSimpleCommandsAtTheSameTime() {
        read(1, TaskAttribute.SIMPLE);
        read(2, TaskAttribute.SIMPLE);
        assertEquals(List.of("1", "2"), atTheDevice());
    }

    @Test
    void shouldHoldAnOrderedCommandUntilAllOlderOnesHaveEnded() {
        read(1, TaskAttribute.SIMPLE);
        read(2, TaskAttribute.SIMPLE);
        long ordered = read(3, TaskAttribute.ORDERED);
        assertEquals(List.of("1", "2"), atTheDevice());
        answer();
        assertEquals(CommandState.DORMANT, path.command("a", ordered).state);
        answer();
        assertEquals(List.of("3"), atTheDevice());
    }

    @Test
    void shouldHoldSimpleCommandsBehindAnOrderedOne() {
        read(1, TaskAttribute.ORDERED);
        read(2, TaskAttribute.SIMPLE);
        read(3, TaskAttribute.SIMPLE);
        assertEquals(List.of("1"), atTheDevice());
        answer();
        assertEquals(List.of("2", "3"), atTheDevice());
    }

    @Test
    void shouldProcessOrderedCommandsOneAfterAnother() {
        read(1, TaskAttribute.ORDERED);
        read(2, TaskAttribute.ORDERED);
        read(3, TaskAttribute.ORDERED);
        assertEquals(List.of("1"), atTheDevice());
        answer();
        assertEquals(List.of("2"), atTheDevice());
        answer();
        assertEquals(List.of("3"), atTheDevice());
    }

    @Test
    void shouldLetAHeadOfQueueCommandOvertakeWhatIsDormant() {
        read(1, TaskAttribute.SIMPLE);
        read(2, TaskAttribute.ORDERED);
        read(3, TaskAttribute.HEAD_OF_QUEUE);
        assertEquals(List.of("1", "3"), atTheDevice());
    }

    @Test
    void shouldHoldNewSimpleCommandsWhileAHeadOfQueueCommandIsThere() {
        read(1, TaskAttribute.HEAD_OF_QUEUE);
        read(2, TaskAttribute.SIMPLE);
        assertEquals(List.of("1"), atTheDevice());
        answer();
        assertEquals(List.of("2"), atTheDevice());
    }

    @Test
    void shouldAnswerTestUnitReadyBeforeAnOrderedCommandHasEnded() {
        read(1, TaskAttribute.ORDERED);
        read(2, TaskAttribute.ORDERED);
        long ready = initiator.send(0, CommandPath.testUnitReady());
        initiator.outcome(ready);
    }

    @Test
    void shouldWakeWhatWaitsWhenADormantOrderedCommandIsAborted() {
        read(1, TaskAttribute.SIMPLE);
        long ordered = read(2, TaskAttribute.ORDERED);
        read(3, TaskAttribute.SIMPLE);
        initiator.manage(TaskManagementFunction.ABORT_TASK, 0, ordered);
        assertEquals(List.of(ordered), initiator.aborted());
        assertEquals(List.of("1", "3"), atTheDevice());
    }

    @Test
    void shouldKeepTheTaskSetsOfTwoNexusesApart() {
        FakeNexusTransport other = path.initiator("b");
        read(1, TaskAttribute.ORDERED);
        other.read(0, read10(5, 1), BLOCK);
        assertEquals(List.of("1", "5"), atTheDevice());
    }
}
