package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.testkit.ScsiAssertions.assertGood;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.testkit.FakeNexusTransport;

/** Defects that others have published in commands whose fields nobody had checked; see runtime/docs/defects.md. */
class CommandDefectsTest {
    private static final int BUFFER = 4096;
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
    }

    /** It remembers each answer, and tags are not used twice: now and then a fresh one goes on. */
    private void renew() {
        initiator.lose();
        initiator = path.initiator("a");
    }

    private static byte[] buffer(int code, int mode, int id, int offset, int length) {
        return ByteBuffer.allocate(10)
                .put(0, (byte) code)
                .putInt(5, length)
                .putInt(2, offset)
                .put(1, (byte) mode)
                .put(2, (byte) id)
                .array();
    }

    private static void assertGoodOrRefused(Outcome outcome, String what) {
        assertTrue(
                outcome.isSuccess() || outcome.sense().key() == SenseKey.ILLEGAL_REQUEST, () -> what + ": " + outcome);
    }

    @Test
    @DisplayName("CVE-2024-45063: WRITE BUFFER in every mode, with every offset and length at the edges")
    void shouldTakeOrRefuseEveryWriteBuffer() {
        int[] edges = {0, 1, 3, 4, BUFFER - 1, BUFFER, BUFFER + 1, 0xFFFFFF};
        for (int mode = 0; mode < 256; mode++) {
            for (int offset : edges) {
                for (int length : edges) {
                    byte[] data = new byte[Math.min(length, BUFFER + 1)];
                    long tag = initiator.write(0, buffer(0x3B, mode, 0, offset, length), data);
                    path.run();
                    assertGoodOrRefused(
                            initiator.outcome(tag), "mode " + mode + ", offset " + offset + ", length " + length);
                }
            }
            renew();
        }
    }

    @Test
    @DisplayName("CVE-2022-21546: every command with data for the logical unit, and none comes")
    void shouldNotMissDataThatDoesNotCome() {
        int tried = 0;
        for (CommandDescriptor row : disk.logicalUnit.view().table().descriptors()) {
            if (row.direction() == DataDirection.TO_DEVICE) {
                byte[] cdb = new byte[row.cdbLength()];
                cdb[0] = (byte) row.operationCode();
                cdb[1] = (byte) Math.max(row.serviceAction(), 0);
                if (row.lengthField() != null) {
                    cdb[row.lengthField().offset() + row.lengthField().width() - 1] = 24;
                }
                long nothing = initiator.send(0, cdb);
                long little = initiator.write(0, cdb, new byte[1]);
                path.run();
                assertNoFailure(initiator.outcome(nothing), row + " without data");
                assertNoFailure(initiator.outcome(little), row + " with a byte");
                tried++;
            }
        }
        assertTrue(tried > 5, "only " + tried);
    }

    private static void assertNoFailure(Outcome outcome, String what) {
        assertTrue(
                outcome.sense() == null || outcome.sense().key() != SenseKey.HARDWARE_ERROR,
                () -> what + ": " + outcome);
    }

    @Test
    @DisplayName("CVE-2024-8178: READ BUFFER returns nothing that nobody has written")
    void shouldReadZeroesWhereNobodyHasWritten() {
        for (int offset = 0; offset <= BUFFER; offset += 256) {
            int rest = BUFFER - offset;
            long tag = initiator.read(0, buffer(0x3C, 2, 0, offset, 0xFFFF), 0xFFFF);
            path.run();
            assertGood(initiator.outcome(tag));
            assertArrayEquals(new byte[rest], initiator.ending(tag).data(), "offset " + offset);
        }
        byte[] some = new byte[100];
        Arrays.fill(some, (byte) 7);
        initiator.write(0, buffer(0x3B, 2, 0, 0, some.length), some);
        long tag = initiator.read(0, buffer(0x3C, 2, 0, 0, BUFFER), BUFFER);
        path.run();
        assertArrayEquals(Arrays.copyOf(some, BUFFER), initiator.ending(tag).data());
    }

    private static byte[] supportedOperationCodes(int options, int operationCode, int serviceAction) {
        return ByteBuffer.allocate(12)
                .put(0, (byte) 0xA3)
                .put(1, (byte) 0x0C)
                .put(2, (byte) options)
                .put(3, (byte) operationCode)
                .putShort(4, (short) serviceAction)
                .putInt(6, 64)
                .array();
    }

    @Test
    @DisplayName("CVE-2024-42416: REPORT SUPPORTED OPERATION CODES for every operation code and service action")
    void shouldAnswerForEveryOperationCodeAndServiceAction() {
        for (int operationCode = 0; operationCode < 256; operationCode++) {
            for (int serviceAction = 0; serviceAction < 256; serviceAction++) {
                report(3, operationCode, serviceAction);
            }
            for (int options = 0; options < 8; options++) {
                for (int serviceAction : new int[] {0, 31, 32, 255, 256, 0x7FFF, 0x8000, 0xFFFF}) {
                    report(options, operationCode, serviceAction);
                    report(options | 0x80, operationCode, serviceAction);
                }
            }
            renew();
        }
    }

    private void report(int options, int operationCode, int serviceAction) {
        long tag = initiator.read(0, supportedOperationCodes(options, operationCode, serviceAction), 64);
        path.run();
        assertGoodOrRefused(initiator.outcome(tag), "options " + options + ", " + operationCode + "/" + serviceAction);
        assertTrue(initiator.ending(tag).data().length <= 64);
    }

    @Test
    @DisplayName("CVE-2024-43110: REQUEST SENSE returns no byte more than its sense data")
    void shouldSendNothingBehindSenseData() {
        for (int format = 0; format < 2; format++) {
            for (int allocation = 0; allocation < 256; allocation++) {
                long tag = initiator.read(0, new byte[] {3, (byte) format, 0, 0, (byte) allocation, 0}, 255);
                path.run();
                assertGood(initiator.outcome(tag));
                byte[] sense = initiator.ending(tag).data();
                int whole = format == 0 ? 18 : 8;
                assertEquals(Math.min(allocation, whole), sense.length);
                for (int at = 2; at < sense.length; at++) {
                    assertTrue(sense[at] == 0 || format == 0 && at == 7, "byte " + at + " of " + allocation);
                }
            }
            renew();
        }
    }
}
