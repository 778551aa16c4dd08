package org.scst.core.internal.copy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.ThirdPartyCopyCommands;

/**
 * The Third-party Copy VPD page (8Fh, SPC-4): which commands, descriptors and limits the copy manager has. The commands are those of
 * the table that finds them.
 *
 * <p>Each third-party copy descriptor: DESCRIPTOR TYPE (2), DESCRIPTOR LENGTH (2), content padded to a multiple of four.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ThirdPartyCopyPage implements VpdPage {
    private static final int BLOCK_DEVICE_ROD_LIMITS = 0x0000;
    private static final int SUPPORTED_COMMANDS = 0x0001;
    private static final int PARAMETER_DATA = 0x0004;
    private static final int SUPPORTED_DESCRIPTORS = 0x0008;
    private static final int SUPPORTED_CSCD_IDS = 0x000C;
    private static final int GENERAL_COPY_OPERATIONS = 0x8001;

    private final CommandTable table;
    private final int blockLength;

    /** @param table of the logical unit, whose blocks have so many bytes */
    public ThirdPartyCopyPage(CommandTable table, int blockLength) {
        this.table = table;
        this.blockLength = blockLength;
    }

    @Override
    public int pageCode() {
        return 0x8F;
    }

    @Override
    public byte[] content() {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        if (table.descriptors().contains(ThirdPartyCopyCommands.POPULATE_TOKEN)) {
            append(page, BLOCK_DEVICE_ROD_LIMITS, blockDeviceRodLimits());
        }
        append(page, SUPPORTED_COMMANDS, listed(1, supportedCommands()));
        append(page, PARAMETER_DATA, parameterData());
        append(page, SUPPORTED_DESCRIPTORS, listed(1, CopyCommandSet.descriptorTypeCodes()));
        byte[] identifiers = {(byte) (CopyLimits.COPY_MANAGER_ID >> 8), (byte) CopyLimits.COPY_MANAGER_ID};
        append(page, SUPPORTED_CSCD_IDS, listed(2, identifiers));
        append(page, GENERAL_COPY_OPERATIONS, generalCopyOperations());
        return page.toByteArray();
    }

    private static void append(ByteArrayOutputStream page, int type, byte[] content) {
        int padded = content.length + 3 & ~3;
        page.writeBytes(ByteBuffer.allocate(4 + padded)
                .putShort((short) type)
                .putShort((short) padded)
                .put(content)
                .array());
    }

    /** @param width bytes of the length before the list */
    private static byte[] listed(int width, byte[] list) {
        ByteBuffer content = ByteBuffer.allocate(width + list.length);
        if (width == 1) {
            content.put((byte) list.length);
        } else {
            content.putShort((short) list.length);
        }
        return content.put(list).array();
    }

    /** For each operation code: itself, the number of its service actions, and those; ascending. */
    private byte[] supportedCommands() {
        Map<Integer, Set<Integer>> actions = new TreeMap<>();
        for (CommandDescriptor row : table.descriptors()) {
            int code = row.operationCode();
            if (code == ThirdPartyCopyCommands.THIRD_PARTY_COPY_OUT
                    || code == ThirdPartyCopyCommands.THIRD_PARTY_COPY_IN) {
                actions.computeIfAbsent(code, first -> new TreeSet<>()).add(row.serviceAction());
            }
        }
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        actions.forEach((code, list) -> {
            commands.write(code);
            commands.write(list.size());
            list.forEach(commands::write);
        });
        return commands.toByteArray();
    }

    private byte[] blockDeviceRodLimits() {
        return ByteBuffer.allocate(32)
                .putShort(6, (short) CopyLimits.RANGE_DESCRIPTORS)
                .putInt(8, CopyLimits.INACTIVITY_TIMEOUT)
                .putInt(12, CopyLimits.DEFAULT_INACTIVITY_TIMEOUT)
                .putLong(16, CopyLimits.TOKEN_BYTES / blockLength)
                .putLong(24, CopyLimits.TOKEN_BYTES / blockLength)
                .array();
    }

    private static byte[] parameterData() {
        return ByteBuffer.allocate(28)
                .putShort(4, (short) CopyLimits.CSCD_DESCRIPTORS)
                .putShort(6, (short) CopyLimits.SEGMENT_DESCRIPTORS)
                .putInt(8, CopyLimits.DESCRIPTOR_LIST_BYTES)
                .putInt(12, CopyLimits.INLINE_BYTES)
                .array();
    }

    private static byte[] generalCopyOperations() {
        return ByteBuffer.allocate(32)
                .putInt(0, CopyLimits.CONCURRENT_COPIES)
                .putInt(4, CopyLimits.CONCURRENT_COPIES)
                .putInt(8, (int) CopyLimits.SEGMENT_BYTES)
                .array();
    }
}
