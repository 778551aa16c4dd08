package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.device.CommandSet;
import org.scst.core.scsi.CdbField;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.DataLength;

/**
 * Every command of a disk's own that returns parameter data, with every allocation length: what is sent is the beginning of the
 * whole. The commands are those of the disk's set, so that a new one is tried too, or has this test fail.
 */
class AllocationLengthsTest {
    private static final int WHOLE = 4096;

    @Test
    void shouldSendTheBeginningOfTheWholeWhateverTheAllocationLength() throws IOException {
        List<String> tried = new ArrayList<>();
        for (String thin : List.of("true", "false")) {
            DiskFixture fixture = new DiskFixture("thin_provisioned=" + thin);
            for (CommandSet.Entry entry : fixture.disk.commandSet().entries()) {
                CommandDescriptor row = entry.descriptor();
                if (row.direction() == DataDirection.FROM_DEVICE && row.dataLength() == DataLength.ALLOCATION) {
                    tryEveryLength(fixture, row);
                    tried.add(row.name());
                }
            }
        }
        assertTrue(tried.contains("GET LBA STATUS") && tried.contains("READ CAPACITY(16)"), tried::toString);
    }

    private static void tryEveryLength(DiskFixture fixture, CommandDescriptor row) {
        byte[] whole = fixture.in(cdb(row, WHOLE));
        assertTrue(whole.length > 0, () -> row + " returns nothing: give it a CDB that does");
        for (int allocation = 0; allocation <= whole.length + 3; allocation++) {
            byte[] sent = fixture.in(cdb(row, allocation));
            assertArrayEquals(
                    Arrays.copyOf(whole, Math.min(allocation, whole.length)),
                    sent,
                    row + ", allocation length " + allocation);
        }
    }

    private static String cdb(CommandDescriptor row, int allocation) {
        byte[] cdb = new byte[row.cdbLength()];
        cdb[0] = (byte) row.operationCode();
        cdb[1] = (byte) Math.max(row.serviceAction(), 0);
        CdbField length = row.lengthField();
        for (int i = 0; i < length.width(); i++) {
            cdb[length.offset() + i] = (byte) (allocation >> 8 * (length.width() - 1 - i));
        }
        return HexFormat.ofDelimiter(" ").formatHex(cdb);
    }
}
