package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.inquiry;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.core.scsi.AsymmetricAccessState.ACTIVE_NONOPTIMIZED;
import static org.scst.core.scsi.AsymmetricAccessState.ACTIVE_OPTIMIZED;
import static org.scst.core.scsi.AsymmetricAccessState.STANDBY;
import static org.scst.core.scsi.AsymmetricAccessState.TRANSITIONING;
import static org.scst.core.scsi.AsymmetricAccessState.UNAVAILABLE;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.internal.portgroup.StateSetting;
import org.scst.core.internal.portgroup.TargetPortGroup;
import org.scst.core.internal.portgroup.TargetPortGroup.Altered;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeNexusTransport;

/** What a target port group's asymmetric access state lets through, and what is said of it. */
class AccessStateTest implements StateSetting {
    private static final int OURS = 1;
    private static final int THEIRS = 7;
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;
    private final List<Map<Integer, AsymmetricAccessState>> asked = new ArrayList<>();
    private Object askedBy;
    private Consumer<Outcome> answer;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    @Override
    public void set(String deviceGroup, Map<Integer, AsymmetricAccessState> wanted, Object by, Consumer<Outcome> done) {
        asked.add(wanted);
        askedBy = by;
        answer = done;
    }

    private static TargetPortGroup group(int id, AsymmetricAccessState state, Integer... ports) {
        return new TargetPortGroup("g" + id, id, false, state, Altered.NEVER, List.of(ports), true);
    }

    /** Our port in group 256, another machine's port 515 in group 7. */
    private void in(AsymmetricAccessState state, StateSetting setting) {
        TargetPortGroup theirs = new TargetPortGroup(
                "theirs", THEIRS, true, ACTIVE_NONOPTIMIZED, Altered.EXPLICITLY, List.of(515, 516), false);
        PrimaryCommandSet.regroup(
                disk.facts, new TargetPortGroups("dg", List.of(group(256, state, OURS), theirs), setting));
    }

    private void in(AsymmetricAccessState state) {
        in(state, null);
    }

    private Outcome send(byte[] cdb) {
        long tag = initiator.read(0, cdb, 512);
        path.run();
        return initiator.outcome(tag);
    }

    private byte[] answer(byte[] cdb) {
        var ending = initiator.ending(initiator.read(0, cdb, 4096));
        assertGood(ending.outcome());
        return ending.data();
    }

    private static byte[] report(int format, int allocation) {
        return ByteBuffer.allocate(12)
                .put((byte) 0xA3)
                .put((byte) (format << 5 | 0x0A))
                .putInt(6, allocation)
                .array();
    }

    private static byte[] set(int length) {
        return ByteBuffer.allocate(12)
                .put((byte) 0xA4)
                .put((byte) 0x0A)
                .putInt(6, length)
                .array();
    }

    private static byte[] vpd(int page) {
        byte[] cdb = inquiry(512);
        cdb[1] = 1;
        cdb[2] = (byte) page;
        return cdb;
    }

    private Outcome set(String list) {
        return set(list, list.replace(" ", "").length() / 2);
    }

    private Outcome set(String list, int length) {
        byte[] bytes = HexFormat.of().parseHex(list.replace(" ", ""));
        long tag = initiator.write(0, set(length), bytes);
        path.run();
        return initiator.outcome(tag);
    }

    /** Whether the state itself let a command through; how that then ends is its own business. */
    private boolean passes(byte[] cdb, AsymmetricAccessState state) {
        Outcome outcome = send(cdb);
        return outcome.status() != Status.CHECK_CONDITION
                || outcome.sense().key() != SenseKey.NOT_READY
                || !outcome.equals(state.refusal());
    }

    @ParameterizedTest
    @CsvSource({
        // operation, states it passes in: Active, Nonoptimized, Standby, Unavailable, Offline, Transitioning
        "TEST UNIT READY,       000000000000,                 A N",
        "REQUEST SENSE,         030000001200,                 A N S U O T",
        "INQUIRY,               120000006000,                 A N S U O T",
        "MODE SELECT(6),        151000000000,                 A N S",
        "MODE SELECT(10),       55100000000000000000,         A N S",
        "MODE SENSE(6),         1a003f00ff00,                 A N S",
        "MODE SENSE(10),        5a003f000000000fff00,         A N S",
        "RESERVE(6),            160000000000,                 A N S",
        "RELEASE(6),            170000000000,                 A N S",
        "RESERVE(10),           56000000000000000000,         A N S",
        "RELEASE(10),           57000000000000000000,         A N S",
        "WRITE BUFFER,          3b0a0000000000000000,         A N S U O T",
        "READ BUFFER,           3c0b0000000000000400,         A N S U O T",
        "LOG SENSE,             4d004000000000000400,         A N S",
        "PERSISTENT RESERVE IN, 5e000000000000000800,         A N S",
        "PERSISTENT RESERVE OUT, 5f000000000000000000,        A N S",
        "REPORT LUNS,           a00000000000000000400000,     A N S U O T",
        "REPORT TARGET PORT GROUPS, a30a00000000000000ff0000, A N S U O T",
        "SET TARGET PORT GROUPS, a40a00000000000000000000,    A N S U O",
        "REPORT SUPPORTED OPERATION CODES, a30c0000000000000fff0000, A N S",
        "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS, a30d000000000000000f0000, A N S",
        "READ(10),              28000000000000000100,         A N",
        "VERIFY(10),            2f000000000000000000,         A N",
        "SYNCHRONIZE CACHE,     35000000000000000000,         A N",
        "START STOP UNIT,       1b0000000100,                 A N",
        "FORMAT UNIT,           040000000000,                 A N"
    })
    void shouldPassInTheStatesOfItsRow(String name, String cdb, String states) {
        for (AsymmetricAccessState state : AsymmetricAccessState.values()) {
            in(state, this);
            String letter = state.word().substring(0, 1).toUpperCase(Locale.ROOT);
            assertEquals(
                    states.contains(letter), passes(HexFormat.of().parseHex(cdb), state), name + " in " + state.word());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STANDBY, LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE",
        "UNAVAILABLE, LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_UNAVAILABLE_STATE",
        "OFFLINE, LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_UNAVAILABLE_STATE",
        "TRANSITIONING, LOGICAL_UNIT_NOT_ACCESSIBLE_ASYMMETRIC_ACCESS_STATE_TRANSITION"
    })
    void shouldRefuseTheMediumWithTheSenseOfTheStateAndTouchNothing(
            AsymmetricAccessState state, AdditionalSense sense) {
        in(state);

        assertSense(send(read10(0, 1)), SenseKey.NOT_READY, sense);
        long write = initiator.write(0, write10(0, 1), new byte[FakeDevice.BLOCK]);
        path.run();
        assertSense(initiator.outcome(write), SenseKey.NOT_READY, sense);
        assertSense(send(testUnitReady()), SenseKey.NOT_READY, sense);
        assertEquals(List.of(), disk.device.processed());
    }

    @ParameterizedTest
    @EnumSource(names = {"ACTIVE_OPTIMIZED", "ACTIVE_NONOPTIMIZED"})
    void shouldProcessEverythingWhileActive(AsymmetricAccessState state) {
        in(state);

        assertGood(send(read10(0, 1)));
        assertGood(send(testUnitReady()));
    }

    @Test
    void shouldProcessEverythingThroughAPortOfWhichNothingIsSaid() {
        PrimaryCommandSet.regroup(disk.facts, new TargetPortGroups("dg", List.of(group(1, UNAVAILABLE, 44)), null));

        assertGood(send(read10(0, 1)));
    }

    @Test
    void shouldJudgeTheReservationAndTheUnitAttentionBeforeTheState() {
        FakeNexusTransport other = path.initiator("b");
        assertGood(send(reserve()));
        in(STANDBY);
        disk.logicalUnit.establish(null, ItlNexus.INQUIRY_DATA_CHANGED);
        path.run();

        assertStatus(other.outcome(other.read(0, read10(0, 1), 512)), Status.RESERVATION_CONFLICT);
        assertSense(send(read10(0, 1)), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
        assertSense(send(read10(0, 1)), AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE);
    }

    @Test
    void shouldJudgeTheStateBeforeTheMediumAndItsRange() {
        in(TRANSITIONING);
        disk.logicalUnit.notReady(Outcome.check(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT));

        assertSense(
                send(read10(1000, 1)), AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_ASYMMETRIC_ACCESS_STATE_TRANSITION);
    }

    @Test
    void shouldJudgeByTheStateThatHoldsWhenTheDataHasCome() {
        in(ACTIVE_OPTIMIZED);
        initiator.answersData(false);
        long write = initiator.write(0, write10(0, 1), new byte[FakeDevice.BLOCK]);
        path.run();
        in(STANDBY);
        initiator.answer();
        path.run();

        assertSense(initiator.outcome(write), AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE);
        assertEquals(List.of(), disk.device.processed());
    }

    @Test
    void shouldSayInRequestSenseWhyThePortGivesNoAccess() {
        in(STANDBY);

        byte[] sense = answer(new byte[] {3, 0, 0, 0, 18, 0});

        assertEquals(
                AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE,
                Sense.read(sense).additional());
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE_OPTIMIZED, 0",
        "ACTIVE_NONOPTIMIZED, 0",
        "STANDBY, 0",
        "UNAVAILABLE, 32",
        "OFFLINE, 32",
        "TRANSITIONING, 0"
    })
    void shouldSayInTheQualifierWhetherAnythingCanBeReached(AsymmetricAccessState state, int qualifier) {
        in(state);

        assertEquals(qualifier, answer(inquiry(96))[0]);
        assertEquals(qualifier, answer(vpd(0))[0]);
    }

    @Test
    void shouldOfferNothingWithoutADeviceGroup() {
        in(STANDBY, this);
        PrimaryCommandSet.regroup(disk.facts, null);

        assertEquals(0, answer(inquiry(96))[5]);
        assertSense(send(report(0, 512)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertSense(set("00000000 00000001"), AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
        assertGood(send(read10(0, 1)));
    }

    @Test
    void shouldSayWhoMayChangeStatesAndOfferNoMore() {
        in(ACTIVE_OPTIMIZED);
        assertEquals(0x10, answer(inquiry(96))[5]);
        assertSense(set("00000000 00000001"), AdditionalSense.INVALID_COMMAND_OPERATION_CODE);

        in(ACTIVE_OPTIMIZED, this);
        assertEquals(0x30, answer(inquiry(96))[5]);
    }

    @Test
    void shouldDesignateThePortAndItsGroup() {
        in(ACTIVE_OPTIMIZED);

        String page = HexFormat.of().formatHex(answer(vpd(0x83)));

        assertEquals(true, page.contains("5194000400000001" + "5195000400000100"), page);
    }

    @Test
    void shouldReportGroupsWithTheirPortsAndHowTheyCameToTheirState() {
        in(STANDBY);

        byte[] ours = HexFormat.of().parseHex("02cf0100" + "00000001" + "00000001");
        byte[] theirs = HexFormat.of().parseHex("81cf0007" + "00010002" + "00000203" + "00000204");
        byte[] expected =
                ByteBuffer.allocate(4 + 28).putInt(28).put(theirs).put(ours).array();
        assertArrayEquals(expected, answer(report(0, 4096)));
        byte[] extended = ByteBuffer.allocate(8 + 28)
                .putInt(32)
                .putInt(0x10000000)
                .put(theirs)
                .put(ours)
                .array();
        assertArrayEquals(extended, answer(report(1, 4096)));
        for (int allocation = 0; allocation <= expected.length; allocation++) {
            assertArrayEquals(Arrays.copyOf(expected, allocation), answer(report(0, allocation)));
            assertArrayEquals(Arrays.copyOf(extended, allocation), answer(report(1, allocation)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void shouldRefuseAFormatThatThereIsNot(int format) {
        in(ACTIVE_OPTIMIZED);

        Outcome refused = send(report(format, 512));

        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), refused);
    }

    @Test
    void shouldAnswerSetTargetPortGroupsWhenTheStatesAreInForce() {
        in(ACTIVE_OPTIMIZED, this);

        long tag = initiator.write(0, set(12), HexFormat.of().parseHex("000000000200010001000007"));
        path.run();

        assertEquals(false, initiator.answered(tag));
        assertEquals(List.of(Map.of(256, STANDBY, THEIRS, ACTIVE_NONOPTIMIZED)), asked);
        assertEquals(path.nexus("a"), askedBy);
        answer.accept(Outcome.GOOD);
        path.run();
        assertGood(initiator.outcome(tag));
    }

    @ParameterizedTest
    @CsvSource({"0, ACTIVE_OPTIMIZED", "1, ACTIVE_NONOPTIMIZED", "2, STANDBY", "3, UNAVAILABLE", "e, OFFLINE"})
    void shouldTakeEveryStateThatCanBeSet(String code, AsymmetricAccessState state) {
        in(ACTIVE_OPTIMIZED, (group, wanted, by, done) -> {
            asked.add(wanted);
            done.accept(Outcome.GOOD);
        });

        assertGood(set("00000000 0" + code + "000100"));
        assertEquals(List.of(Map.of(256, state)), asked);
    }

    @ParameterizedTest
    @CsvSource({
        "transitioning, 00000000 0f000100, 4, 3",
        "LBA dependent, 00000000 04000100, 4, 3",
        "reserved state, 00000000 07000100, 4, 3",
        "no such group, 00000000 00000099, 6, 7",
        "the second is wrong, 00000000 02000100 00000099, 10, 7",
        "one group twice, 00000000 02000100 00000100, 10, 7"
    })
    void shouldChangeNothingWhenOneDescriptorIsWrong(String what, String list, int offset, int bit) {
        in(ACTIVE_OPTIMIZED, this);

        assertEquals(Outcome.check(Sense.invalidFieldInParameterList(offset, bit)), set(list), what);
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 9, 11})
    void shouldRefuseAParameterListThatEndsInAField(int length) {
        in(ACTIVE_OPTIMIZED, this);

        assertSense(set("00".repeat(length)), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldRefuseAParameterListThatIsShorterThanTheCdbSaysOrLongerThanAnyCanBe() {
        in(ACTIVE_OPTIMIZED, this);

        assertSense(set("00000000 02000100", 12), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        assertSense(set("00".repeat(4 + 65 * 4)), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldTakeAnEmptyParameterListForNoError() {
        in(STANDBY, this);

        assertGood(send(set(0)));
        assertEquals(List.of(), asked);
    }
}
