package org.scst.passthru.internal.device;

import java.util.HashSet;
import java.util.Set;
import org.scst.core.scsi.CommandDescriptor;

/**
 * Which commands a device says it supports (REPORT SUPPORTED OPERATION CODES, SPC-4).
 *
 * <p><i>Threading:</i> immutable.
 */
final class SupportedCommands {
    private static final int MOST = 0xC000;
    private static final int HEADER = 4;
    private static final int DESCRIPTOR = 8;
    private static final int TIMEOUTS = 12;
    private static final int NO_SERVICE_ACTION = -1;

    private final Set<Integer> known;

    private SupportedCommands(Set<Integer> known) {
        this.known = known;
    }

    /** Asks the device; one that does not say is believed to support everything. */
    static SupportedCommands read(DeviceQueries device) {
        byte[] data = device.in(MOST, 0xA3, 0x0C, 0, 0, 0, 0, 0, 0, MOST >> 8, MOST & 0xFF, 0, 0);
        return data == null || data.length < HEADER + DESCRIPTOR ? new SupportedCommands(null) : of(data);
    }

    /** Of the parameter data for all commands. */
    static SupportedCommands of(byte[] data) {
        Set<Integer> known = new HashSet<>();
        int at = HEADER;
        while (at + DESCRIPTOR <= data.length) {
            boolean byAction = (data[at + 5] & 1) != 0;
            boolean timeouts = (data[at + 5] & 2) != 0;
            int action = byAction ? (data[at + 2] & 0xFF) << 8 | data[at + 3] & 0xFF : NO_SERVICE_ACTION;
            known.add(key(data[at] & 0xFF, action));
            at += DESCRIPTOR + (timeouts ? TIMEOUTS : 0);
        }
        return new SupportedCommands(known);
    }

    /** Of a device that does not say. */
    static SupportedCommands unknown() {
        return new SupportedCommands(null);
    }

    private static int key(int operationCode, int serviceAction) {
        return operationCode << 17 | serviceAction + 1;
    }

    /** Whether the device has said it at all. */
    boolean reported() {
        return known != null;
    }

    /** Whether a row's command may be offered. */
    boolean has(CommandDescriptor row) {
        return known == null || known.contains(key(row.operationCode(), row.serviceAction()));
    }
}
