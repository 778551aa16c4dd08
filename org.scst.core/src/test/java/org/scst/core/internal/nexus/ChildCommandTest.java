package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** A command that another one begins at a logical unit. */
class ChildCommandTest {
    private CommandPath path;
    private CommandPath.Unit first;
    private CommandPath.Unit second;
    private FakeNexusTransport initiator;
    private Command parent;
    private long tag;

    @BeforeEach
    void beginAParent() {
        path = new CommandPath();
        first = path.map(0, 64);
        second = path.map(1, 64);
        initiator = path.initiator("a");
        first.device.manner(Manner.BY_TOKEN);
        tag = initiator.read(0, read10(0, 1), BLOCK);
        parent = path.command("a", tag);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
        assertEquals(0, initiator.live());
        assertEquals(List.of(), initiator.closeReasons());
    }

    /** Writes down what becomes of it. */
    private static class Recorded implements ChildWork {
        final List<String> happened = new ArrayList<>();

        @Override
        public CommandDescriptor row() {
            return PrimaryCommands.TEST_UNIT_READY;
        }

        @Override
        public byte[] cdb() {
            return new byte[6];
        }

        @Override
        public Outcome process(DeviceCommand command) {
            happened.add("processed at " + ((Command) command).logicalUnit().name());
            return Outcome.GOOD;
        }

        @Override
        public void ended(Outcome outcome) {
            happened.add(
                    outcome.isSuccess() ? "good" : outcome.sense().additional().toString());
        }

        @Override
        public void left() {
            happened.add("left");
        }
    }

    @Test
    void shouldBeProcessedWhereItsLogicalUnitWasFound() {
        Recorded work = new Recorded();
        parent.beginChild(1, second.logicalUnit, work);
        assertEquals(List.of("processed at disk1", "good", "left"), work.happened);
        first.device.answer();
    }

    @Test
    void shouldReachNoOtherLogicalUnitThanTheOneThatWasFound() {
        Recorded work = new Recorded();
        CommandPath.Unit third = path.map(2, 64);
        path.unmap(1);
        path.map(1, third, false);
        parent.beginChild(1, second.logicalUnit, work);
        assertEquals(List.of(AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE.toString(), "left"), work.happened);
        assertEquals(1, path.nexus("a").commandsInFlight());
        first.device.answer();
    }

    @Test
    void shouldEndWithItsParentWhenNobodyCanHearOfItsEnd() {
        parent.beginChild(1, second.logicalUnit, new Recorded() {
            @Override
            public void ended(Outcome outcome) {
                throw new IllegalStateException("a defect, as asked");
            }
        });
        path.run();
        assertSense(initiator.outcome(tag), AdditionalSense.INTERNAL_TARGET_FAILURE);
        assertEquals(0, path.nexus("a").commandsInFlight());
    }
}
