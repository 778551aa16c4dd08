package org.scst.passthru.internal.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.Errno;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.passthru.internal.configuration.PassthroughSettings;
import org.scst.passthru.internal.generic.Completion;
import org.scst.passthru.internal.generic.HostStatus;

class PassthroughDeviceTest {
    private final FakeContext context = new FakeContext();
    private final EmulatedDevice emulated = EmulatedDevice.disk();
    private final FakeWays ways = new FakeWays(emulated);

    private PassthroughDevice open(String type) throws IOException {
        PassthroughSettings settings = PassthroughSettings.read(Map.of("type", type, "device", "/dev/sg0"));
        PassthroughDevice device = PassthroughDevice.open(settings, context, ways, () -> {});
        emulated.seen.clear();
        return device;
    }

    private PassthroughDevice disk() throws IOException {
        return open("dev_disk");
    }

    private void second() {
        List.copyOf(ways.beats).forEach(Runnable::run);
        context.runAll();
    }

    // What it is

    @Test
    void shouldSayWhatTheDeviceSaysOfItself() throws IOException {
        PassthroughDevice disk = disk();

        assertEquals(
                PeripheralDeviceType.DIRECT_ACCESS_BLOCK, disk.characteristics().type());
        assertEquals("ACME", disk.characteristics().vendor());
        assertEquals("Emulated", disk.characteristics().product());
        assertEquals(List.of(VersionDescriptor.SBC_3), disk.characteristics().standards());
        assertEquals("SERIAL1", disk.names().unitSerialNumber());
        assertEquals(64, disk.capacity());
        assertEquals(512, disk.blockLength());
        assertEquals(0xB0, disk.vpdPages().getFirst().pageCode());
        assertArrayEquals(new byte[] {0, 0, 0, 0x2A}, disk.vpdPages().getFirst().content());
    }

    @Test
    void shouldLeaveOutThePortsThatOnlyTheDeviceHas() throws IOException {
        List<DesignationDescriptor> designators = disk().designators();

        assertEquals(1, designators.size());
        assertEquals(DesignationDescriptor.Type.NAA, designators.getFirst().type());
    }

    @Test
    void shouldLearnTheControlModePage() throws IOException {
        assertArrayEquals(HexFormat.of().parseHex("00100040000000000000"), disk().controlModePage());
    }

    @Test
    void shouldOfferOnlyWhatTheDeviceReports() throws IOException {
        emulated.answers.put(
                "a30c",
                "00000020" + "2800000000000000a".substring(0, 16) + "0000000000000006" + "9e00001000010010"
                        + "a300000c0001000c");
        PassthroughDevice disk = disk();

        assertTrue(has(disk, BlockCommands.READ_10.operationCode(), -1));
        assertTrue(has(disk, 0x9E, 0x10));
        assertFalse(has(disk, 0x9E, 0x12));
        assertFalse(has(disk, BlockCommands.WRITE_10.operationCode(), -1));
    }

    private static boolean has(PassthroughDevice device, int code, int action) {
        return device.commandSet().find(code, action) != null;
    }

    @Test
    void shouldRefuseADeviceOfAnotherType() {
        emulated.identity(0x01, "TAPE");
        ConfigurationException problem = assertThrows(ConfigurationException.class, this::disk);

        assertEquals("type", problem.key());
        assertTrue(problem.cure().contains("dev_tape"), problem.cure());
        assertTrue(emulated.closed);
        assertEquals(List.of(), context.leases);
    }

    @Test
    void shouldBeTheOnlyOneThatServesTheDevice() throws IOException {
        PassthroughDevice disk = disk();
        assertEquals(1, context.leases.size());
        assertTrue(context.leases.getFirst().contains("5000000000000001"), context.leases.toString());

        disk.close();
        assertEquals(List.of(), context.leases);
        assertTrue(emulated.closed);
    }

    // Commands

    @Test
    void shouldReadAndWriteItsBlocks() throws IOException {
        PassthroughDevice disk = disk();
        byte[] block = new byte[512];
        Arrays.fill(block, (byte) 7);

        assertEquals(Outcome.GOOD, new FakeCommand(disk, "2a000000000300000100", block).run(context));
        FakeCommand read = new FakeCommand(disk, "28000000000300000100");
        assertEquals(Outcome.GOOD, read.run(context));
        assertArrayEquals(block, read.dataIn());
        assertEquals(List.of("2a000000000300000100", "28000000000300000100"), emulated.seen);
    }

    @Test
    void shouldSplitWhatTheAdapterDoesNotTake() throws IOException {
        emulated.largest = 3 * 512 + 100;
        PassthroughDevice disk = disk();
        for (int i = 0; i < emulated.medium.length; i++) {
            emulated.medium[i] = (byte) (i / 512);
        }
        FakeCommand read = new FakeCommand(disk, "28080000000100000800");

        assertEquals(Outcome.GOOD, read.run(context));
        assertArrayEquals(Arrays.copyOfRange(emulated.medium, 512, 9 * 512), read.dataIn());
        assertEquals(List.of("28080000000100000300", "28080000000400000300", "28080000000700000200"), emulated.seen);
    }

    @Test
    void shouldSendAWindowWithItsOwnBlocks() throws IOException {
        PassthroughDevice disk = disk();
        byte[] data = new byte[4 * 512];
        Arrays.fill(data, 1024, 2048, (byte) 9);

        assertEquals(
                Outcome.GOOD,
                new FakeCommand(disk, "2a000000000a00000400", data)
                        .window(1024, 1024)
                        .run(context));
        assertEquals(List.of("2a000000000c00000200"), emulated.seen);
        assertEquals(9, emulated.medium[12 * 512]);
        assertEquals(0, emulated.medium[11 * 512]);
    }

    @Test
    void shouldSendNoMoreOnceTheCommandIsAborted() throws IOException {
        PassthroughDevice disk = disk();
        FakeCommand read = new FakeCommand(disk, "28000000000100000100");
        read.aborted = true;

        assertEquals(Outcome.TASK_ABORTED, read.run(context));
        assertEquals(List.of(), emulated.seen);
    }

    @Test
    void shouldHandSenseDataOnByteByByte() throws IOException {
        PassthroughDevice disk = disk();
        String sense = "f0000300000005" + "0a" + "deadbeef" + "80f7" + "00000000";
        emulated.next.add(EmulatedDevice.check(sense));
        FakeCommand read = new FakeCommand(disk, "28000000000500000100");
        Outcome outcome = read.run(context);

        byte[] written = new byte[Sense.MAX_LENGTH];
        int length = outcome.sense().writeFixed(written, 0);
        assertEquals(sense, HexFormat.of().formatHex(written, 0, length));
        assertEquals(SenseKey.MEDIUM_ERROR, outcome.sense().key());
        assertEquals(0, read.dataIn().length, "what the adapter says of a failed read is no data");
    }

    @Test
    void shouldFetchSenseDataThatTheAdapterDidNotCollect() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("03", "70000300000000" + "0a" + "00000000" + "1100" + "00000000");
        emulated.next.add(new Completion(0, 2, 0, 0, 0, new byte[0]));
        Outcome outcome = new FakeCommand(disk, "28000000000500000100").run(context);

        assertEquals(AdditionalSense.UNRECOVERED_READ_ERROR, outcome.sense().additional());
        assertTrue(emulated.seen.getLast().startsWith("03"));
    }

    @Test
    void shouldKeepTheDataOfARecoveredError() throws IOException {
        PassthroughDevice disk = disk();
        emulated.next.add(EmulatedDevice.check("70000100000000" + "0a" + "00000000" + "1100" + "00000000"));
        FakeCommand read = new FakeCommand(disk, "28000000000500000100");
        Outcome outcome = read.run(context);

        assertTrue(outcome.hasData());
        assertEquals(512, read.dataIn().length);
    }

    @Test
    void shouldMapWhatTheAdapterSays() throws IOException {
        PassthroughDevice disk = disk();
        emulated.next.add(new Completion(0, 0, HostStatus.REQUEUE, 0, 0, new byte[0]));
        assertEquals(Outcome.BUSY, new FakeCommand(disk, "000000000000").run(context));
        emulated.next.add(new Completion(0, 0, HostStatus.TIME_OUT, 0, 0, new byte[0]));
        assertEquals(
                AdditionalSense.LOGICAL_UNIT_COMMUNICATION_TIME_OUT,
                new FakeCommand(disk, "000000000000").run(context).sense().additional());
        emulated.next.add(new Completion(0, 0x18, 0, 0, 0, new byte[0]));
        assertEquals(
                Status.RESERVATION_CONFLICT,
                new FakeCommand(disk, "000000000000").run(context).status());
    }

    @Test
    void shouldPassVendorSpecificCommandsAsAnnounced() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("c5", "0102030405");
        FakeCommand command = new FakeCommand(disk, "c5000000000000000000000000000000").expecting(3);

        assertEquals(Outcome.GOOD, command.run(context));
        assertArrayEquals(new byte[] {1, 2, 3}, command.dataIn());
    }

    @Test
    void shouldKeepReservationsAndCopiesFromTheDevice() throws IOException {
        PassthroughDevice disk = disk();
        for (String cdb : List.of("160000000000", "83000000000000000000000000000000")) {
            assertEquals(Outcome.INVALID_OPERATION_CODE, new FakeCommand(disk, cdb).run(context), cdb);
        }
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(1, 4)),
                new FakeCommand(disk, "5e1f000000000000ff00").run(context));
        assertEquals(List.of(), emulated.seen);
    }

    @Test
    void shouldRefuseProtectionInformation() throws IOException {
        Outcome outcome = new FakeCommand(disk(), "28200000000500000100").run(context);
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), outcome);
    }

    @Test
    void shouldCompleteReadsWithoutTheDeviceWhereThatIsWhatItIsFor() throws IOException {
        PassthroughDevice disk = open("dev_disk_perf");
        FakeCommand read = new FakeCommand(disk, "28000000000500000100");

        assertEquals(Outcome.GOOD, read.run(context));
        assertArrayEquals(new byte[512], read.dataIn());
        assertEquals(List.of(), emulated.seen);
    }

    // One nexus with the device, many before it

    @Test
    void shouldSpreadUnitAttentionConditions() throws IOException {
        PassthroughDevice disk = disk();
        emulated.next.add(EmulatedDevice.unitAttention("2800"));
        Outcome outcome =
                new FakeCommand(disk, "28000000000500000100").from("B").run(context);

        assertEquals(SenseKey.UNIT_ATTENTION, outcome.sense().key());
        assertEquals(List.of("all but B: NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED"), context.told);
    }

    @Test
    void shouldKeepTheInventoryBesideTheDeviceFromInitiators() throws IOException {
        PassthroughDevice disk = disk();
        emulated.next.add(EmulatedDevice.unitAttention("3f0e"));

        assertEquals(Outcome.GOOD, new FakeCommand(disk, "28000000000500000100").run(context));
        assertEquals(List.of(), context.told);
    }

    @Test
    void shouldLearnAnotherCapacity() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("25", "0000007f00000200");
        emulated.next.add(EmulatedDevice.unitAttention("2a09"));
        new FakeCommand(disk, "000000000000").run(context);
        context.runAll();

        assertEquals(128, disk.capacity());
        assertTrue(context.changes > 0);
    }

    private PassthroughDevice diskOfLongBlocks() throws IOException {
        emulated.answers.put("25", "0000000700001000");
        return disk();
    }

    private void answersNoCapacity(String code) {
        emulated.answers.remove("25");
        emulated.failures.put("25", "70000200000000" + "0a" + "00000000" + code + "00000000");
        emulated.failures.put("9e10", "70000200000000" + "0a" + "00000000" + code + "00000000");
    }

    private void reset(PassthroughDevice disk) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        disk.reset(done::countDown);
        done.await();
    }

    @Test
    void shouldKeepTheBlockLengthOfADeviceThatDoesNotSayIt() throws Exception {
        PassthroughDevice disk = diskOfLongBlocks();
        answersNoCapacity("0401");
        reset(disk);

        assertEquals(4096, disk.blockLength());
        assertEquals(8, disk.capacity());
    }

    @Test
    void shouldAskAgainUntilTheDeviceSaysHowLargeItIs() throws Exception {
        PassthroughDevice disk = diskOfLongBlocks();
        answersNoCapacity("0401");
        reset(disk);
        emulated.failures.clear();
        emulated.answers.put("25", "0000000f00001000");
        second();

        assertEquals(16, disk.capacity());
        emulated.seen.clear();
        second();
        assertEquals(List.of(), emulated.seen);
    }

    @Test
    void shouldForgetTheCapacityOfAMediumThatIsNotThere() throws Exception {
        PassthroughDevice disk = diskOfLongBlocks();
        answersNoCapacity("3a00");
        emulated.failures.put("00", "70000200000000" + "0a" + "00000000" + "3a00" + "00000000");
        reset(disk);

        assertTrue(disk.capacity() > 8);
        emulated.seen.clear();
        Outcome outcome = new FakeCommand(disk, "2a000000000000000100", new byte[512]).run(context);
        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT, outcome.sense().additional());
        assertEquals(List.of("000000000000"), emulated.seen);
    }

    @Test
    void shouldMoveNoBlocksUntilTheDeviceHasSaidHowLongTheyAreAfterAFormat() throws IOException {
        PassthroughDevice disk = disk();
        answersNoCapacity("0404");
        assertEquals(Outcome.GOOD, new FakeCommand(disk, "040000000000").run(context));
        context.runAll();
        emulated.seen.clear();
        Outcome outcome = new FakeCommand(disk, "2a000000000000000100", new byte[512]).run(context);

        assertEquals(
                AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY,
                outcome.sense().additional());
        assertEquals(List.of("000000000000"), emulated.seen);
        emulated.failures.clear();
        emulated.answers.put("25", "0000000700001000");
        second();
        assertEquals(4096, disk.blockLength());
    }

    @Test
    void shouldSendNoCommandThatWasMeasuredByAnotherBlockLength() throws IOException {
        PassthroughDevice disk = disk();
        FakeCommand write = new FakeCommand(disk, "2a000000000000000800", new byte[4096]);
        disk.learned(new MediumFacts(8, 4096, true));

        assertEquals(Outcome.BUSY, write.run(context));
        assertEquals(List.of(), emulated.seen);
    }

    @Test
    void shouldWriteNoMoreBlocksThanThereIsDataFor() throws IOException {
        PassthroughDevice disk = disk();
        FakeCommand write = new FakeCommand(disk, "2a000000000500000400", new byte[1024]).announcing(1024);

        assertEquals(Outcome.GOOD, write.run(context));
        assertEquals(List.of("2a000000000500000200"), emulated.seen);
    }

    @Test
    void shouldNotCallWrittenWhatTheAdapterDidNotSend() throws IOException {
        PassthroughDevice disk = disk();
        emulated.largest = 1024;
        emulated.next.add(new Completion(0, 0, 0, 0, 512, new byte[0]));
        Outcome outcome = new FakeCommand(disk, "2a000000000000000400", new byte[2048]).run(context);

        assertEquals(SenseKey.ABORTED_COMMAND, outcome.sense().key());
        assertEquals(List.of("2a000000000000000200"), emulated.seen);
    }

    @Test
    void shouldLearnNothingFromPartOfTheMedium() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("25", "0000001f00000200");
        new FakeCommand(disk, "25000000000000000100").run(context);
        new FakeCommand(disk, "25000000000100000000").run(context);
        assertEquals(64, disk.capacity());

        new FakeCommand(disk, "25000000000000000000").run(context);
        assertEquals(32, disk.capacity());
    }

    @Test
    void shouldNotSayThatItHasProtectionInformation() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("9e10", "000000000000003f00000200" + "0313" + "c000" + "00".repeat(16));
        FakeCommand read = new FakeCommand(disk, "9e100000000000000000000000200000");

        assertEquals(Outcome.GOOD, read.run(context));
        assertEquals("0003c000", HexFormat.of().formatHex(read.dataIn(), 12, 16));
    }

    @Test
    void shouldLearnNothingFromACapacityThatAnAllocationLengthHasCut() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("9e10", "000000000000007f00000200" + "00".repeat(20));
        FakeCommand cut = new FakeCommand(disk, "9e100000000000000000000000080000");
        assertEquals(Outcome.GOOD, cut.run(context));
        assertEquals(8, cut.dataIn().length);
        assertEquals(64, disk.capacity());

        new FakeCommand(disk, "9e1000000000000000000000000c0000").run(context);
        assertEquals(128, disk.capacity());
    }

    @Test
    void shouldTellTheOthersOfAModeSelectAndLearnWhatItChanged() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("15", "");
        emulated.answers.put("1a000a", "0b000000" + "0a0a2010004000000000" + "0000");

        assertEquals(Outcome.GOOD, new FakeCommand(disk, "151000000400", new byte[4]).run(context));
        assertEquals(List.of("all but A: MODE_PARAMETERS_CHANGED"), context.told);
        assertEquals(0x20, disk.controlModePage()[0]);
    }

    @Test
    void shouldSayThatAReadOnlyMappingIsWriteProtected() throws IOException {
        FakeCommand command = new FakeCommand(disk(), "1a000a001400");
        command.writeProtected = true;

        assertEquals(Outcome.GOOD, command.run(context));
        assertEquals((byte) 0x80, command.dataIn()[2]);
    }

    @Test
    void shouldPreventRemovalAsLongAsSomebodyDoes() throws IOException {
        PassthroughDevice disk = disk();
        assertEquals(
                Outcome.GOOD, new FakeCommand(disk, "1e0000000100").from("A").run(context));
        assertEquals(
                Outcome.GOOD, new FakeCommand(disk, "1e0000000100").from("B").run(context));
        assertEquals(
                Outcome.GOOD, new FakeCommand(disk, "1e0000000000").from("A").run(context));
        assertEquals(List.of("1e0000000100", "1e0000000100"), emulated.seen);

        context.preventing.clear(); // B is lost
        second();
        assertEquals("1e0000000000", emulated.seen.getLast());
        emulated.seen.clear();
        second();
        assertEquals(List.of(), emulated.seen);
    }

    @Test
    void shouldReturnAUnitAttentionConditionByRequestSenseBeforeTheDeviceIsAsked() throws IOException {
        PassthroughDevice disk = disk();
        emulated.answers.put("03", "70000000000000" + "0a" + "00000000" + "0000" + "00000000");
        context.pending = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.I_T_NEXUS_LOSS_OCCURRED);
        FakeCommand first = new FakeCommand(disk, "030000001200");
        FakeCommand next = new FakeCommand(disk, "030000001200");

        assertEquals(Outcome.GOOD, first.run(context));
        assertEquals(6, first.dataIn()[2]);
        assertEquals(Outcome.GOOD, next.run(context));
        assertEquals(0, next.dataIn()[2]);
        assertEquals(1, emulated.seen.size());
    }

    @Test
    void shouldResetTheDeviceAndTakeWhatItSaysOfThat() throws Exception {
        PassthroughDevice disk = disk();
        emulated.next.add(EmulatedDevice.unitAttention("2900"));
        reset(disk); // while none of the device's threads has time

        assertEquals(1, emulated.resets);
        assertEquals(Outcome.GOOD, new FakeCommand(disk, "000000000000").run(context));
        assertEquals(List.of(), context.told);
    }

    @Test
    void shouldWaitWithOneThreadForADeviceThatTakesLong() throws IOException {
        disk();
        List<Runnable> each = List.copyOf(ways.beats);
        each.forEach(Runnable::run);
        Runnable working = context.submitted.poll();
        emulated.gone = true;
        emulated.onPresent = () -> each.forEach(Runnable::run);
        working.run();

        assertEquals(List.of(), List.copyOf(context.submitted));
    }

    @Test
    void shouldRefuseForGoodWhatTheAdapterNeverTakes() throws IOException {
        PassthroughDevice disk = disk();
        emulated.largest = 512;
        emulated.next.add(Completion.refused(Errno.ENOMEM));
        FakeCommand command = new FakeCommand(disk, "c5000000000000000000000000000000").expecting(1024);

        assertEquals(Outcome.INVALID_FIELD_IN_CDB, command.run(context));
    }

    @Test
    void shouldPreventRemovalAgainOnceTheDeviceIsBack() throws IOException {
        PassthroughDevice disk = disk();
        new FakeCommand(disk, "1e0000000100").run(context);
        emulated.gone = true;
        second();
        ways.device = EmulatedDevice.disk();
        second();

        assertTrue(ways.device.seen.contains("1e0000000100"), ways.device.seen.toString());
    }

    @Test
    void shouldAllowRemovalThatOnlyItsEarlierOpeningHasPrevented() throws IOException {
        context.preventing.add("A");
        disk();
        context.preventing.clear();
        second();

        assertEquals("1e0000000000", emulated.seen.getLast());
    }

    // Coming and going

    @Test
    void shouldBeNotReadyWhenItIsTakenOutAndServeItAgain() throws IOException {
        PassthroughDevice disk = disk();
        emulated.gone = true;
        ways.device = null;
        Outcome outcome = new FakeCommand(disk, "28000000000500000100").run(context);
        context.runAll();

        assertEquals(SenseKey.NOT_READY, outcome.sense().key());
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED, context.notReady);
        assertTrue(emulated.closed);
        second();
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED, context.notReady);

        ways.device = EmulatedDevice.disk();
        second();
        assertNull(context.notReady);
        assertEquals(1, context.mediumChanges);
        assertEquals(Outcome.GOOD, new FakeCommand(disk, "28000000000500000100").run(context));
    }

    @Test
    void shouldNotServeAnotherDeviceInItsPlace() throws IOException {
        disk();
        emulated.gone = true;
        second();
        EmulatedDevice other = EmulatedDevice.disk();
        other.identity(0, "SERIAL2");
        ways.device = other;
        second();

        assertTrue(context.reason.contains("SERIAL2"), context.reason);
        assertTrue(other.closed);
    }
}
