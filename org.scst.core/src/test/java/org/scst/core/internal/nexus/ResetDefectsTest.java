package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeNexusTransport;

/** A reset ends, and its logical unit goes on, whatever those make of it who are told. */
class ResetDefectsTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;
    private boolean loopIsShutDown;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
        assertEquals(0, initiator.live());
    }

    private void resetAndGoOn() {
        TaskManagementRequest reset = initiator.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(reset));
        assertFalse(disk.logicalUnit.fence().closed());
        initiator.send(0, testUnitReady());
        assertGood(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)));
    }

    private FakeNexusTransport onALoopOfItsOwn() {
        Executor loop = task -> {
            if (loopIsShutDown) {
                throw new RejectedExecutionException("shut down");
            }
            path.loop.execute(task);
        };
        FakeNexusTransport other = new FakeNexusTransport().open(path.port, "b", loop);
        path.run();
        other.send(0, testUnitReady());
        path.run();
        return other;
    }

    @Test
    void shouldNotWaitForANexusWhoseEventLoopIsShutDown() {
        onALoopOfItsOwn();
        loopIsShutDown = true;
        resetAndGoOn();
        loopIsShutDown = false;
    }

    @Test
    void shouldPreemptANexusWhoseEventLoopIsShutDown() {
        onALoopOfItsOwn();
        loopIsShutDown = true;
        List<Boolean> left = new ArrayList<>();
        disk.logicalUnit.forEachAttachment(attachment -> attachment.preempt(null, true, null, left::add));
        path.run();
        assertEquals(List.of(true, true), left);
        loopIsShutDown = false;
    }

    @Test
    void shouldGoOnWhenItsHandlerCannotHearOfIt() {
        disk.logicalUnit.onReset(() -> {
            throw new IllegalStateException("a defect, as asked");
        });
        resetAndGoOn();
    }

    @Test
    void shouldGoOnWhenItsHandlerCannotResetTheDevice() {
        disk.logicalUnit.of(allowed -> null, done -> {
            throw new IllegalStateException("a defect, as asked");
        });
        resetAndGoOn();
        disk.logicalUnit.of(allowed -> null, done -> {
            done.run();
            throw new IllegalStateException("a defect, as asked");
        });
        resetAndGoOn();
    }
}
