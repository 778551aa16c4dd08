package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.internal.nexus.CommandPath;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeNexusTransport;

/** Who sees which logical units of a target, and who notices when that changes; from files to what initiators are answered. */
class MaskingTest {
    private static final int BLOCK = FakeDevice.BLOCK;

    @TempDir
    Path state;

    private Platform platform;

    @BeforeEach
    void serveThreeDisks() throws IOException {
        platform = new Platform(state);
        platform.handlerComes();
        platform.midLayer.driverArrived(platform.driver);
        for (String disk : List.of("x", "y", "z")) {
            platform.file(Platform.DISK, disk, Map.of());
        }
        target();
        assertTrue(platform.apply().problems().isEmpty());
    }

    private void target(String... lines) {
        Map<String, String> properties = lines(lines);
        properties.put("name", "iqn.a");
        platform.file(Platform.TARGET, "san", properties);
    }

    private void group(String name, String initiators, String... lines) {
        Map<String, String> properties = lines(lines);
        properties.put("target", "san");
        properties.put("initiators", initiators);
        platform.file(Platform.GROUP, name, properties);
    }

    /** {@code 0 = x read_only} is the line of LUN 0, anything else one of its own. */
    private static Map<String, String> lines(String... lines) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String line : lines) {
            String[] pair = line.split(" = ", 2);
            properties.put(Character.isDigit(pair[0].charAt(0)) ? "lun." + pair[0] : pair[0], pair[1]);
        }
        return properties;
    }

    private void apply() {
        assertEquals(List.of(), platform.apply().problems());
    }

    /** An initiator that has taken the first unit attention of each of its LUNs. */
    private FakeNexusTransport settled(String name) {
        FakeNexusTransport initiator = platform.initiator(name);
        for (String lun : luns(initiator)) {
            ready(initiator, Integer.parseInt(lun, 0, 4, 16) & 0x3FFF);
        }
        return initiator;
    }

    private Outcome ready(FakeNexusTransport initiator, int lun) {
        long tag = initiator.send(lun, CommandPath.testUnitReady());
        platform.run();
        return initiator.outcome(tag);
    }

    private Outcome write(FakeNexusTransport initiator, int lun, byte[] block) {
        long tag = initiator.write(lun, CommandPath.write10(1, 1), block);
        platform.run();
        return initiator.outcome(tag);
    }

    private byte[] read(FakeNexusTransport initiator, int lun) {
        long tag = initiator.read(lun, CommandPath.read10(1, 1), BLOCK);
        platform.run();
        assertGood(initiator.outcome(tag));
        return initiator.ending(tag).data();
    }

    private List<String> luns(FakeNexusTransport initiator) {
        long tag = initiator.read(0, HexFormat.of().parseHex("a00000000000000020000000"), 8192);
        platform.run();
        byte[] list = initiator.ending(tag).data();
        String text =
                HexFormat.of().formatHex(list, 8, 8 + ByteBuffer.wrap(list).getInt());
        return Arrays.stream(text.split("(?<=\\G.{16})"))
                .filter(lun -> !lun.isEmpty())
                .map(lun -> lun.substring(0, 4))
                .toList();
    }

    @Test
    void shouldShowTwoInitiatorsOfOneTargetWhatTheirGroupsMap() {
        group("a", "iqn.host:a", "0 = x", "1 = y");
        group("b", "iqn.host:b", "0 = y read_only", "1 = z");
        apply();
        FakeNexusTransport a = settled("iqn.host:a");
        FakeNexusTransport b = settled("iqn.host:b");

        byte[] block = CommandPath.bytes(BLOCK, 1);
        assertGood(write(a, 0, CommandPath.bytes(BLOCK, 2)));
        assertGood(write(a, 1, block));
        assertArrayEquals(block, read(b, 0), "B's LUN 0 is A's LUN 1");
        assertSense(write(b, 0, CommandPath.bytes(BLOCK, 3)), AdditionalSense.WRITE_PROTECTED);
        assertArrayEquals(block, read(a, 1), "B has not written");
        assertGood(write(b, 1, CommandPath.bytes(BLOCK, 4)));
        assertArrayEquals(CommandPath.bytes(BLOCK, 2), read(a, 0), "B's LUN 1 is not A's LUN 0");

        assertEquals(List.of("0000", "0001"), luns(a));
        assertSense(ready(a, 2), AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        assertEquals(List.of(), luns(settled("iqn.host:c")));
    }

    @Test
    void shouldGiveTheFirstGroupWhoseWildcardsTakeAnInitiatorAndNoNegationLeavesOut() {
        target("0 = x");
        group("hosts", "iqn.host:*, !iqn.host:old?", "0 = x", "1 = y");
        group("old", "*:OLD?", "0 = z", "5 = y");
        apply();
        assertEquals(List.of("0000", "0001"), luns(settled("iqn.host:1")));
        assertEquals(List.of("0000", "0005"), luns(settled("iqn.host:old1")));
        assertEquals(List.of("0000", "0001"), luns(settled("iqn.host:old12")));
        assertEquals(List.of("0000"), luns(settled("iqn.other:1")));
    }

    @ParameterizedTest
    @CsvSource({"peripheral, 0000 0001 4104", "FLAT, 0000 4001 4104", "flat, 0000 4001 4104", "lun, 0000 8001 8104"})
    void shouldTellLunsByTheAddressMethodOfTheGroup(String method, String addresses) {
        target("0 = x", "1 = y", "260 = z", "addr_method = " + method);
        group("b", "b", "1 = x");
        apply();
        assertEquals(List.of(addresses.split(" ")), luns(settled("a")));
        assertEquals(List.of("0001"), luns(settled("b")));
    }

    @Test
    void shouldTellLiveInitiatorsOfAnotherAddressMethod() {
        target("0 = x", "1 = y");
        group("b", "b", "0 = x", "1 = y");
        apply();
        FakeNexusTransport a = settled("a");
        FakeNexusTransport b = settled("b");
        target("0 = x", "1 = y", "addr_method = flat");
        apply();
        assertSense(ready(a, 1), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertGood(ready(a, 0));
        assertGood(ready(b, 0));
        assertEquals(1, a.events().size());
        assertEquals(0, b.events().size());
    }

    @Test
    void shouldReportAnAddressMethodOrABlackHoleThatIsNone() {
        target("0 = x", "addr_method = crooked", "black_hole = 5");
        assertEquals(2, platform.apply().problems().size());
        assertEquals(List.of("0000"), luns(settled("a")));
    }

    @Test
    void shouldMoveALiveInitiatorToTheGroupThatTakesItNow() {
        group("one", "a, b", "0 = x", "1 = y");
        group("two", "c", "0 = y", "1 = z");
        apply();
        FakeNexusTransport a = settled("a");
        FakeNexusTransport b = settled("b");
        FakeNexusTransport c = settled("c");
        byte[] block = CommandPath.bytes(BLOCK, 5);
        assertGood(write(c, 0, block));

        group("one", "a", "0 = x", "1 = y");
        group("two", "b, c", "0 = y", "1 = z");
        apply();
        assertReplaced(b, 0);
        assertSense(ready(b, 0), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertArrayEquals(block, read(b, 0));
        assertGood(ready(a, 0));
        assertGood(ready(a, 1));
        assertGood(ready(c, 0));
        assertEquals(0, a.events().size() + c.events().size());
    }

    private void assertReplaced(FakeNexusTransport initiator, int lun) {
        assertSense(ready(initiator, lun), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertSense(ready(initiator, lun), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldTellOnlyInitiatorsOfTheGroupWhenALunIsReplaced() {
        target("0 = x", "1 = y");
        group("b", "b", "0 = x", "1 = y");
        apply();
        FakeNexusTransport a = settled("a");
        FakeNexusTransport b = settled("b");
        assertGood(write(a, 0, CommandPath.bytes(BLOCK, 6)));

        target("0 = z", "1 = y");
        apply();
        assertReplaced(a, 0);
        assertSense(ready(a, 1), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertGood(ready(a, 0));
        assertGood(ready(a, 1));
        assertArrayEquals(new byte[BLOCK], read(a, 0));
        assertGood(ready(b, 0));
        assertArrayEquals(CommandPath.bytes(BLOCK, 6), read(b, 0));
        assertEquals(
                List.of(AdditionalSense.INQUIRY_DATA_HAS_CHANGED, AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED),
                a.events().stream().map(Sense::additional).toList());
        assertEquals(0, b.events().size());
    }

    @Test
    void shouldTellNothingOfAReplacedLunToWhomItWasNew() {
        target("0 = x", "1 = y");
        apply();
        FakeNexusTransport a = platform.initiator("a");
        assertSense(ready(a, 0), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        target("0 = x", "1 = z");
        apply();
        assertSense(ready(a, 1), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertSense(ready(a, 1), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertGood(ready(a, 1));
    }

    // black_hole

    @ParameterizedTest
    @CsvSource({"0, false, false", "1, true, true", "2, true, true", "3, false, true", "4, false, true"})
    void shouldSwallowCommandsOfABlackHole(int value, boolean withoutData, boolean withData) {
        FakeNexusTransport a = blackHole(value);
        long ready = a.send(0, CommandPath.testUnitReady());
        long read = a.read(0, CommandPath.read10(0, 1), BLOCK);
        long write = a.write(0, CommandPath.write10(0, 1), CommandPath.bytes(BLOCK, 9));
        platform.run();
        assertEquals(withoutData, a.aborted().contains(ready));
        assertEquals(withData, a.aborted().contains(read));
        assertEquals(withData, a.aborted().contains(write));
        assertEquals(!withoutData, a.answered(ready));
        assertEquals(!withData, a.answered(read));
        assertEquals(0, a.live());
        assertEquals(withData ? 0 : 1, countWrites());
    }

    private long countWrites() {
        return platform.handler.opened().stream()
                .flatMap(device -> device.processed().stream())
                .filter(name -> name.startsWith("WRITE"))
                .count();
    }

    /** An initiator that has worked before its group began to swallow. */
    private FakeNexusTransport blackHole(int value) {
        target("0 = x");
        apply();
        FakeNexusTransport a = settled("a");
        target("0 = x", "black_hole = " + value);
        apply();
        assertEquals(0, a.events().size(), "it looks dead, and tells nothing");
        return a;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void shouldSwallowTaskManagementOnlyWhenToldSo(int value) {
        FakeNexusTransport a = blackHole(value);
        TaskManagementRequest request = a.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        platform.run();
        if (value == 2 || value == 4) {
            assertNull(a.response(request));
        } else {
            assertFalse(a.answers().isEmpty());
        }
    }

    @Test
    void shouldServeTheSameSessionWhenTheBlackHoleIsGone() {
        FakeNexusTransport a = blackHole(2);
        a.send(0, CommandPath.testUnitReady());
        platform.run();
        target("0 = x");
        apply();
        assertGood(ready(a, 0));
    }

    @Test
    void shouldSayWhyAnInitiatorIsNotAnsweredInABlackHole() {
        blackHole(3);
        String steps = new Why(platform.midLayer).walk("a", "iqn.a").steps().toString();
        assertTrue(steps.contains("black_hole = 3"), steps);
        target("0 = x");
        apply();
        steps = new Why(platform.midLayer).walk("a", "iqn.a").steps().toString();
        assertFalse(steps.contains("black_hole"), steps);
    }
}
