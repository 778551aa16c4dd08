package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.scst.core.device.CommandSet;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/** Defects that others have published in commands of disks; see runtime/docs/defects.md. */
class DiskDefectsTest {
    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");

    private static byte[] cdb(CommandDescriptor row) {
        byte[] cdb = new byte[row.cdbLength()];
        cdb[0] = (byte) row.operationCode();
        if (cdb[0] == 0x7F) {
            cdb[7] = (byte) (cdb.length - 8);
            cdb[8] = (byte) (row.serviceAction() >> 8);
            cdb[9] = (byte) row.serviceAction();
        } else {
            cdb[1] = (byte) Math.max(row.serviceAction(), 0);
        }
        return cdb;
    }

    private static void assertGoodOrRefused(Outcome outcome, String what) {
        assertTrue(
                outcome.isSuccess() || outcome.sense().key() == SenseKey.ILLEGAL_REQUEST, () -> what + ": " + outcome);
    }

    @Test
    @DisplayName("CVE-2022-21546: WRITE SAME without a data buffer, with and without data, in every form")
    void shouldNotMissADataBufferThatWriteSameDoesNotHave() throws IOException {
        int tried = 0;
        for (String thin : List.of("true", "false")) {
            DiskFixture fixture = new DiskFixture("thin_provisioned=" + thin);
            for (CommandSet.Entry entry : fixture.disk.commandSet().entries()) {
                CommandDescriptor row = entry.descriptor();
                if (row.name().startsWith("WRITE SAME")) {
                    int flags = row.operationCode() == 0x7F ? 10 : 1;
                    for (int options = 0; options < 32; options++) {
                        tryWriteSame(fixture, row, flags, options);
                        tried++;
                    }
                }
            }
        }
        assertTrue(tried >= 2 * 2 * 32, "only " + tried);
    }

    private static void tryWriteSame(DiskFixture fixture, CommandDescriptor row, int flags, int options) {
        byte[] cdb = cdb(row);
        cdb[flags] = (byte) options;
        int length = row.lengthField().offset() + row.lengthField().width() - 1;
        cdb[length] = 2;
        String what = row + ", options " + options;
        assertGoodOrRefused(fixture.run(BYTES.formatHex(cdb)), what);
        assertGoodOrRefused(fixture.run(BYTES.formatHex(cdb), new byte[512]), what);
        assertGoodOrRefused(fixture.run(BYTES.formatHex(cdb), new byte[100]), what);
    }
}
