package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.device.CommandSet;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskAttribute;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** What is asked of a handler outside of the fence, where it may have been withdrawn, and its classes with it. */
class HandlerAwayTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

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

    private static void lose() {
        throw new NoClassDefFoundError("gone with its revision");
    }

    private void withdraw() {
        disk.device.whileParsing(HandlerAwayTest::lose);
        disk.logicalUnit.hold(() -> {});
    }

    private void replaceBy(FakeDevice next) {
        next.context(disk.device.context());
        CommandTable table = new CommandTable(next.commandSet(), PrimaryCommandSet.of(disk.facts));
        disk.logicalUnit.change(view -> view.medium(table, BLOCK, next.capacity()));
    }

    private void comeBack() {
        disk.logicalUnit.resume();
        path.run();
        assertEquals(0, disk.logicalUnit.waitingCommands());
    }

    @Test
    void shouldHaveACommandParsedByTheNextHandlerWhenItsOwnIsAway() {
        withdraw();
        long read = initiator.read(0, read10(3, 1), BLOCK);
        path.run();
        assertFalse(initiator.answered(read));
        assertEquals(1, disk.logicalUnit.waitingCommands());
        FakeDevice next = new FakeDevice(64);
        replaceBy(next);
        comeBack();
        assertGood(initiator.outcome(read));
        assertEquals(List.of("READ(10) 3"), next.processed());
        assertEquals(List.of(), disk.device.processed());
    }

    @Test
    void shouldMoveWhatTheNextHandlerSaysOfACommand() {
        withdraw();
        byte[] data = bytes(BLOCK + 8, 1);
        long write = initiator.write(0, write10(0, 1), data);
        FakeDevice next = new FakeDevice(64);
        next.protectionInformation(8);
        replaceBy(next);
        comeBack();
        assertGood(initiator.outcome(write));
        assertArrayEquals(data, Arrays.copyOf(next.medium(), data.length));
    }

    @Test
    void shouldRefuseByTheNextHandlerWhatItDoesNotServe() {
        withdraw();
        long read = initiator.read(0, read10(0, 1), BLOCK);
        disk.logicalUnit.change(view -> view.medium(
                new CommandTable(CommandSet.builder().build(), PrimaryCommandSet.of(disk.facts)), BLOCK, 64));
        comeBack();
        assertSense(initiator.outcome(read), AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    }

    @Test
    void shouldParseAtOnceWhenTheNextHandlerIsThereAlready() {
        FakeDevice next = new FakeDevice(64);
        disk.device.whileParsing(() -> {
            replaceBy(next);
            lose();
        });
        assertGood(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)));
        assertEquals(1, next.processed().size());
    }

    @Test
    void shouldForgetACommandThatNobodyHasParsedWhenItIsAborted() {
        withdraw();
        initiator.read(0, read10(0, 1), BLOCK);
        assertEquals(1, disk.logicalUnit.waitingCommands());
        initiator.lose();
        path.run();
        comeBack();
    }

    @Test
    void shouldKeepTheOrderOfWhatNobodyHasParsed() {
        withdraw();
        initiator.send(initiator
                .command(0, read10(1, 1))
                .attribute(TaskAttribute.ORDERED)
                .expectedDataIn(BLOCK));
        initiator.read(0, read10(2, 1), BLOCK);
        FakeDevice next = new FakeDevice(64);
        next.manner(Manner.BY_TOKEN);
        replaceBy(next);
        comeBack();
        assertEquals(List.of("READ(10) 1"), next.processed());
        next.answer();
        path.run();
        assertEquals(List.of("READ(10) 1", "READ(10) 2"), next.processed());
        next.answer();
        path.run();
    }

    @Test
    void shouldSayThatAHandlerHasADefectWhenItIsThere() {
        disk.device.whileParsing(HandlerAwayTest::lose);
        assertSense(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)), AdditionalSense.INTERNAL_TARGET_FAILURE);
    }

    @Test
    void shouldSayThatTheNextHandlerHasADefectToo() {
        withdraw();
        long read = initiator.read(0, read10(0, 1), BLOCK);
        comeBack();
        assertSense(initiator.outcome(read), AdditionalSense.INTERNAL_TARGET_FAILURE);
    }

    @Test
    void shouldBeBusyWhenAPageCannotBeAskedForWhileItsHandlerIsAway() {
        disk.facts.vpdPages(List.of(new VpdPage() {
            @Override
            public int pageCode() {
                return 0xC0;
            }

            @Override
            public byte[] content() {
                throw new NoClassDefFoundError("gone with its revision");
            }
        }));
        byte[] inquiry = {0x12, 1, (byte) 0xC0, 0, 64, 0};
        disk.logicalUnit.hold(() -> {});
        assertStatus(initiator.outcome(initiator.read(0, inquiry, 64)), Status.BUSY);
        comeBack();
        assertSense(initiator.outcome(initiator.read(0, inquiry, 64)), AdditionalSense.INTERNAL_TARGET_FAILURE);
    }

    @Test
    void shouldLookAheadAgainWhenAHandlerThatWasAwayIsBack() {
        path.map(1, 64);
        FakeNexusTransport other = path.initiator("b");
        disk.device.manner(Manner.THROW);
        disk.logicalUnit.hold(() -> {});
        lookAhead(other);
        comeBack();
        disk.device.manner(Manner.AT_ONCE);
        lookAhead(other);
        assertEquals(1, disk.device.glances());
    }

    private static void lookAhead(FakeNexusTransport from) {
        from.nexus().expected(LogicalUnitNumber.encode(0));
        from.nexus().expected(LogicalUnitNumber.encode(1));
        from.nexus().expected(-1);
        assertGood(from.outcome(from.send(1, testUnitReady())));
    }

    @Test
    void shouldHoldAtTheFenceWhatHasBecomeTheHandlersSinceItPassedThat() {
        initiator.answersData(false);
        byte[] list = new byte[4];
        long select = initiator.write(0, new byte[] {0x15, 0x10, 0, 0, (byte) list.length, 0}, list);
        FakeDevice next = new FakeDevice(64).serving(PrimaryCommands.MODE_SELECT_6);
        replaceBy(next);
        disk.logicalUnit.hold(() -> {});

        initiator.answer();
        path.run();
        assertEquals(List.of(), next.processed());
        assertFalse(initiator.answered(select));

        comeBack();
        assertGood(initiator.outcome(select));
        assertEquals(List.of("MODE SELECT(6) 0"), next.processed());
    }
}
