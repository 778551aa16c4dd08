package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.KIB;
import static org.scst.core.internal.nexus.CommandPath.MIB;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.testkit.ScsiAssertions.assertGood;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** Data that a device has put straight into the initiator's memory. */
class DataInBufferTest {
    private final Arena arena = Arena.ofShared();
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;
    private byte[] data;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 8 * MIB / BLOCK);
        initiator = path.initiator("a");
        initiator.dataInBuffer(arena.allocate(264 * KIB));
        data = bytes(MIB, 7);
        System.arraycopy(data, 0, disk.device.medium(), 0, data.length);
        disk.device.manner(Manner.PLACES);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
        assertEquals(0, initiator.live());
        arena.close();
    }

    private List<String> moved() {
        return initiator.log().stream()
                .filter(line -> line.startsWith("placed") || line.startsWith("send"))
                .toList();
    }

    @Test
    void shouldHaveTheDevicePutDataIntoTheInitiatorsMemory() {
        long read = initiator.read(0, read10(0, MIB / BLOCK / 4), 256 * KIB);
        assertGood(initiator.outcome(read));
        assertEquals(0, initiator.ending(read).residual());
        assertEquals(List.of("placed " + read + " 0+262144 last"), moved());
        assertArrayEquals(Arrays.copyOf(data, 256 * KIB), initiator.ending(read).data());
    }

    @Test
    void shouldCountTheResidualOfWhatWasPlaced() {
        long read = initiator.read(0, read10(0, 8), 3 * KIB);
        assertGood(initiator.outcome(read));
        assertEquals(1 * KIB, initiator.ending(read).residual());
        assertEquals(List.of("placed " + read + " 0+3072 last"), moved());
    }

    @Test
    void shouldGoWindowByWindowAndLetOthersHaveTheLoopBetween() {
        long read = initiator.read(0, read10(0, MIB / BLOCK), MIB);
        assertEquals(CommandState.AWAITING_DATA_IN, path.command("a", read).state);
        assertEquals(2, moved().size());
        path.run();
        assertGood(initiator.outcome(read));
        assertEquals(4, moved().size());
        assertArrayEquals(data, initiator.ending(read).data());
    }

    @Test
    void shouldSendWhatFollowsFromItsBuffersWhenMemoryIsNamedNoMore() {
        long read = initiator.read(0, read10(0, MIB / BLOCK), MIB);
        initiator.dataInBuffer(null);
        path.run();
        assertGood(initiator.outcome(read));
        assertEquals(
                List.of(
                        "placed " + read + " 0+262144",
                        "placed " + read + " 262144+262144",
                        "send " + read + " 524288+262144",
                        "send " + read + " 786432+262144 last"),
                moved());
        assertArrayEquals(data, initiator.ending(read).data());
    }

    @Test
    void shouldNameNoMemoryOnceProcessHasReturned() {
        disk.device.manner(Manner.BY_TOKEN);
        long read = initiator.read(0, read10(0, 8), 4 * KIB);
        Command command = path.command("a", read);
        assertNull(command.dataInBuffer());
        assertThrows(IllegalStateException.class, command::placed);
        disk.device.answer();
        path.run();
        assertEquals(List.of("send " + read + " 0+4096 last"), moved());
    }

    @Test
    void shouldNameNoMemoryForBlocksWithProtectionInformation() {
        disk.device.protectionInformation(8);
        long read = initiator.read(0, read10(0, 8), 8 * (BLOCK + 8));
        assertGood(initiator.outcome(read));
        assertEquals(List.of("send " + read + " 0+4160 last"), moved());
    }

    @Test
    void shouldTellNothingOfWhatWasPlacedForACommandThatIsAborted() {
        initiator.whileNaming(command -> initiator.manage(TaskManagementFunction.ABORT_TASK, 0, command.identifier()));
        long read = initiator.read(0, read10(0, 8), 4 * KIB);
        path.run();
        assertEquals(List.of(read), initiator.aborted());
        assertEquals(List.of(), moved());
    }
}
