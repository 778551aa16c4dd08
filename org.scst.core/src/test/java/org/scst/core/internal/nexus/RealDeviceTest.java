package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.scsi.TimeoutClass;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeNexusTransport;

/** What core does for device servers of real devices, which know more than rows say, and take as long as they take. */
class RealDeviceTest {
    private static final byte[] VENDOR_SPECIFIC = {(byte) 0xC5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;
    private final List<Integer> lengths = new ArrayList<>();
    private Outcome outcome = Outcome.GOOD;

    /** Takes what is announced; a read is answered with as many sevens, and one less. */
    private final CommandHandler vendor = new CommandHandler() {
        @Override
        public Outcome process(DeviceCommand command) {
            ByteBuf data = command.data();
            lengths.add(data == null ? 0 : command.length());
            if (data != null && !data.isReadable()) {
                for (int i = 1; i < command.length(); i++) {
                    data.writeByte(7);
                }
            }
            return outcome;
        }
    };

    @BeforeEach
    void mapADeviceThatTakesWhatComes() {
        path = new CommandPath();
        disk = path.map(0, 64);
        CommandSet set = CommandSet.builder().otherwise(vendor).build().over(disk.device.commandSet());
        disk.logicalUnit.change(
                view -> view.medium(new CommandTable(set, PrimaryCommandSet.of(disk.facts)), FakeDevice.BLOCK, 64));
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    @Test
    void shouldMoveWhatIsAnnouncedWhereNoRowSaysHowMuch() {
        long write = initiator.write(0, VENDOR_SPECIFIC, new byte[100]);
        long read = initiator.read(0, VENDOR_SPECIFIC, 300);
        long none = initiator.send(0, VENDOR_SPECIFIC);
        path.run();

        assertGood(initiator.outcome(write));
        assertGood(initiator.outcome(read));
        assertGood(initiator.outcome(none));
        assertEquals(List.of(100, 300, 0), lengths);
        assertEquals(299, initiator.ending(read).data().length);
    }

    @Test
    void shouldSendDataWithACheckConditionThatHasSome() {
        outcome = Outcome.check(SenseKey.RECOVERED_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)
                .withData();
        long read = initiator.read(0, VENDOR_SPECIFIC, 4);
        path.run();

        assertSense(initiator.outcome(read), AdditionalSense.UNRECOVERED_READ_ERROR);
        assertArrayEquals(new byte[] {7, 7, 7}, initiator.ending(read).data());
    }

    @Test
    void shouldSendNoDataWithAnyOther() {
        outcome = Outcome.UNRECOVERED_READ_ERROR;
        long read = initiator.read(0, VENDOR_SPECIFIC, 4);
        path.run();

        assertSense(initiator.outcome(read), AdditionalSense.UNRECOVERED_READ_ERROR);
        assertEquals(0, initiator.ending(read).data().length);
    }

    @Test
    void shouldAnswerAResetOnceTheDeviceHasBeenReset() {
        List<Runnable> resets = new ArrayList<>();
        disk.logicalUnit.of(allowed -> null, resets::add);
        TaskManagementRequest request = initiator.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.run();
        assertEquals(1, resets.size());
        assertNull(initiator.response(request));

        resets.getFirst().run();
        path.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(request));
        long after = initiator.send(0, testUnitReady());
        assertSense(initiator.outcome(after), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    @Test
    void shouldWaitAsLongAsTheDeviceServerAllows() {
        disk.logicalUnit.of(allowed -> allowed == TimeoutClass.NORMAL ? Duration.ofMinutes(15) : null, Runnable::run);
        disk.device.manner(FakeDevice.Manner.BY_TOKEN);
        long read = initiator.read(0, read10(0, 1), FakeDevice.BLOCK);
        path.run();
        path.pass(Duration.ofMinutes(14));
        assertFalse(initiator.answered(read));

        disk.device.answer();
        path.run();
        assertGood(initiator.outcome(read));
    }
}
