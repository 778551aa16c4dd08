package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveOut;
import static org.scst.core.internal.nexus.CommandPath.reservationKeys;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.scst.core.device.LogPage;
import org.scst.core.device.ModePage;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.primary.ModePages;
import org.scst.core.internal.primary.SavedModePages;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CdbField;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.DataLength;
import org.scst.testkit.FakeNexusTransport;

/**
 * Every command of a logical unit that returns parameter data, with each of its pages, and with every allocation length: what is
 * sent is the beginning of the whole, and the residual is what the initiator expects beyond it. The commands are those of the
 * composed table, so that a new one is tried too, or has this test fail.
 */
class AllocationLengthsTest {
    private static final int WHOLE = 8192;
    private static final int COUNTERS = 8;
    private static final int ALL_PAGES = 0x3F;
    private static final int ALL_SUBPAGES = 0xFF;
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

    private record Vpd(int pageCode, byte[] content) implements VpdPage {}

    private record Log(int pageCode, List<Parameter> parameters) implements LogPage {}

    private record Mode(int pageCode, int subpageCode, byte[] defaults, byte[] changeable) implements ModePage {}

    @BeforeEach
    void mapADiskWithPagesOfEveryForm() {
        path = new CommandPath();
        disk = path.map(0, 64);
        disk.facts.vpdPages(List.of(new Vpd(0xB0, bytes(60, 1)), new Vpd(0xB1, bytes(300, 2))));
        disk.facts.logPages(List.of(new Log(
                0x2F, List.of(new LogPage.Parameter(0, 3, bytes(9, 3)), new LogPage.Parameter(7, 3, bytes(250, 4))))));
        disk.facts.modePages(new ModePages(
                List.of(
                        new ControlModePage(),
                        new Mode(0x0A, 1, bytes(28, 5), new byte[28]),
                        new Mode(0x1C, 0, bytes(10, 6), new byte[10])),
                SavedModePages.nowhere(),
                (page, values) -> {}));
        initiator = withTestBuffers();
        reserve();
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    /** The same initiator port, with a fresh memory of what it was answered, and something to read from its buffers. */
    private FakeNexusTransport withTestBuffers() {
        FakeNexusTransport next = path.initiator("a");
        next.write(0, HexFormat.of().parseHex("3b0a0000000000002800"), bytes(40, 7));
        next.write(0, HexFormat.of().parseHex("3b020000000000002800"), bytes(40, 8));
        path.run();
        return next;
    }

    private void reserve() {
        long register = initiator.write(0, persistentReserveOut(0, 0, 24), reservationKeys(0, 0xA, 0));
        path.run();
        assertGood(initiator.outcome(register));
        long reserve = initiator.write(0, persistentReserveOut(1, 1, 24), reservationKeys(0xA, 0, 0));
        path.run();
        assertGood(initiator.outcome(reserve));
    }

    @Test
    @DisplayName(
            "CVE-2024-8178, CVE-2024-43110: every answer of every allocation length holds nothing but its own bytes")
    void shouldSendTheBeginningOfTheWholeWhateverTheAllocationLength() {
        int tried = 0;
        for (CommandDescriptor row : disk.logicalUnit.view().table().descriptors()) {
            // What the fake device itself answers is as long as it is asked for.
            boolean ofCore = row.operationCode() != Cdb.VARIABLE_LENGTH;
            if (ofCore && row.direction() == DataDirection.FROM_DEVICE && row.dataLength() == DataLength.ALLOCATION) {
                for (byte[] cdb : cdbs(row)) {
                    tryEveryLength(row, cdb);
                    tried++;
                }
            }
        }
        assertTrue(tried > 40, "only " + tried + " CDBs");
    }

    private void tryEveryLength(CommandDescriptor row, byte[] cdb) {
        String name = row + " " + HexFormat.of().formatHex(cdb);
        int longest = (int) Math.min(WHOLE, row.lengthField().mask());
        byte[] whole = good(name, cdb, row.lengthField(), longest, longest).data();
        assertTrue(whole.length > 0, () -> name + " returns nothing: give it a CDB that does");
        assertNothingOfThePool(name, whole);
        for (int allocation = least(row); allocation <= Math.min(whole.length + 3, longest); allocation++) {
            if (allocation % 64 == 0) {
                initiator.lose();
                initiator = withTestBuffers();
            }
            int[] others = {allocation + 5, allocation / 2, 0};
            for (int expected : new int[] {allocation, others[allocation % others.length]}) {
                String what = name + ", allocation length " + allocation + ", expected " + expected;
                FakeNexusTransport.Ending ending = good(what, cdb, row.lengthField(), allocation, expected);
                int offered = Math.min(allocation, whole.length);
                assertArrayEquals(
                        Arrays.copyOf(whole, Math.min(offered, expected)),
                        withoutCounters(row, ending.data(), whole),
                        () -> what + ": " + HexFormat.of().formatHex(ending.data()));
                assertEquals(offered - expected, ending.residual(), what);
            }
        }
    }

    /** General Statistics and Performance counts these commands too: of its counters only the place is compared. */
    private static byte[] withoutCounters(CommandDescriptor row, byte[] data, byte[] whole) {
        boolean counts = row.operationCode() == 0x4D && (whole[0] & 0x3F) == 0x19 && whole[1] == 0;
        byte[] comparable = data.clone();
        if (counts && data.length > COUNTERS) {
            System.arraycopy(whole, COUNTERS, comparable, COUNTERS, data.length - COUNTERS);
        }
        return comparable;
    }

    private FakeNexusTransport.Ending good(String what, byte[] cdb, CdbField length, int allocation, int expected) {
        byte[] sent = cdb.clone();
        for (int i = 0; i < length.width(); i++) {
            sent[length.offset() + i] = (byte) (allocation >> 8 * (length.width() - 1 - i));
        }
        long tag = initiator.read(0, sent, expected);
        path.run();
        assertTrue(initiator.outcome(tag).isSuccess(), () -> what + ": " + initiator.outcome(tag));
        return initiator.ending(tag);
    }

    /** A run of what granted or released memory contains is none of a device's bytes. */
    private static void assertNothingOfThePool(String name, byte[] whole) {
        String text = HexFormat.of().formatHex(whole);
        assertFalse(text.contains("a5a5a5a5") || text.contains("dededede"), () -> name + ": " + text);
    }

    /** The shortest allocation length that the standard lets an application client give. */
    private static int least(CommandDescriptor row) {
        return switch (row.name()) {
            case "REPORT LUNS" -> 16;
            case "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS" -> 4;
            default -> 0;
        };
    }

    @Test
    void shouldRefuseAnAllocationLengthBelowTheShortestThatTheStandardLetsBeGiven() {
        for (CommandDescriptor row : disk.logicalUnit.view().table().descriptors()) {
            for (int allocation = 0; allocation < least(row); allocation++) {
                byte[] cdb = plain(row);
                cdb[row.lengthField().offset() + row.lengthField().width() - 1] = (byte) allocation;
                long tag = initiator.read(0, cdb, 64);
                path.run();
                assertSense(initiator.outcome(tag), AdditionalSense.INVALID_FIELD_IN_CDB);
                assertEquals(-64, initiator.ending(tag).residual());
            }
        }
    }

    // The CDBs of a row: one for each thing it can be asked for

    private List<byte[]> cdbs(CommandDescriptor row) {
        List<byte[]> all = new ArrayList<>();
        switch (row.operationCode()) {
            case 0x03 -> with(row, all, cdb -> {}, cdb -> cdb[1] = 1);
            case 0x12 -> inquiries(row, all);
            case 0x1A, 0x5A -> modeSenses(row, all);
            case 0x3C -> List.of(2, 3, 10, 11).forEach(mode -> with(row, all, cdb -> cdb[1] = mode.byteValue()));
            case 0x4D -> logSenses(row, all);
            case 0xA0 -> with(row, all, cdb -> {}, cdb -> cdb[2] = 1, cdb -> cdb[2] = 2);
            case 0xA3 -> maintenance(row, all);
            default -> with(row, all, cdb -> {});
        }
        return all;
    }

    private static byte[] plain(CommandDescriptor row) {
        byte[] cdb = new byte[row.cdbLength()];
        cdb[0] = (byte) row.operationCode();
        cdb[1] = (byte) Math.max(row.serviceAction(), 0);
        return cdb;
    }

    @SafeVarargs
    private static void with(CommandDescriptor row, List<byte[]> all, Consumer<byte[]>... variants) {
        for (Consumer<byte[]> variant : variants) {
            byte[] cdb = plain(row);
            variant.accept(cdb);
            all.add(cdb);
        }
    }

    private byte[] ask(String cdb) {
        long tag = initiator.read(0, HexFormat.of().parseHex(cdb), 255);
        path.run();
        assertGood(initiator.outcome(tag));
        return initiator.ending(tag).data();
    }

    private void inquiries(CommandDescriptor row, List<byte[]> all) {
        with(row, all, cdb -> {});
        byte[] pages = ask("12010000ff00");
        for (int at = 4; at < pages.length; at++) {
            byte code = pages[at];
            with(row, all, cdb -> {
                cdb[1] = 1;
                cdb[2] = code;
            });
        }
        assertTrue(all.size() > 7, "pages");
    }

    /** Each page and subpage: current, changeable, default and saved values, and without block descriptors or with long ones. */
    private void modeSenses(CommandDescriptor row, List<byte[]> all) {
        List<int[]> pages = new ArrayList<>(List.of(new int[] {ALL_PAGES, 0}, new int[] {ALL_PAGES, ALL_SUBPAGES}));
        disk.facts.modePages().pages().forEach(page -> pages.add(new int[] {page.pageCode(), page.subpageCode()}));
        for (int[] page : pages) {
            for (int control = 0; control < 4; control++) {
                modeSense(row, all, 0, control << 6 | page[0], page[1]);
            }
            modeSense(row, all, 0x08, page[0], page[1]);
            modeSense(row, all, row.operationCode() == 0x5A ? 0x10 : 0, page[0], page[1]);
        }
    }

    private static void modeSense(CommandDescriptor row, List<byte[]> all, int options, int page, int subpage) {
        with(row, all, cdb -> {
            cdb[1] = (byte) options;
            cdb[2] = (byte) page;
            cdb[3] = (byte) subpage;
        });
    }

    private void logSenses(CommandDescriptor row, List<byte[]> all) {
        byte[] pages = ask("4d0040ff000000" + "00ff00");
        for (int at = 4; at < pages.length; at += 2) {
            byte code = (byte) (0x40 | pages[at]);
            byte subpage = pages[at + 1];
            with(row, all, cdb -> {
                cdb[2] = code;
                cdb[3] = subpage;
            });
        }
        assertTrue(all.size() > 5, "pages");
    }

    private void maintenance(CommandDescriptor row, List<byte[]> all) {
        with(row, all, cdb -> {}, cdb -> cdb[2] = (byte) 0x80);
        if (row.name().equals("REPORT SUPPORTED OPERATION CODES")) {
            for (int options : new int[] {0x03, 0x83}) {
                for (CommandDescriptor other : disk.logicalUnit.view().table().descriptors()) {
                    with(row, all, cdb -> {
                        cdb[2] = (byte) options;
                        cdb[3] = (byte) other.operationCode();
                        cdb[5] = (byte) Math.max(other.serviceAction(), 0);
                    });
                }
            }
        }
    }
}
