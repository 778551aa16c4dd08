package org.scst.core.internal.primary;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.portgroup.TargetPortGroup;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * REPORT TARGET PORT GROUPS (SPC-4), with or without the extended header; no implicit transition time is recommended.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReportTargetPortGroups implements CommandHandler {
    private static final int LENGTH_ONLY = 0;
    private static final int EXTENDED = 1;
    private static final int FORMAT_TYPE_EXTENDED = 0x10;
    private static final int PREF = 0x80;
    private static final int DESCRIPTOR_HEADER = 8;
    private static final Outcome WRONG_FORMAT = Outcome.check(Sense.invalidFieldInCdb(1, 7));

    @Override
    public Outcome parse(DeviceCommand command) {
        return format(command) > EXTENDED ? WRONG_FORMAT : null;
    }

    private static int format(DeviceCommand command) {
        return command.cdb().u8(1) >> 5;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        TargetPortGroups groups = ((Command) command).view().portGroups();
        int length = groups.groups().stream()
                .mapToInt(group ->
                        DESCRIPTOR_HEADER + Integer.BYTES * group.ports().size())
                .sum();
        int header = format(command) == LENGTH_ONLY ? 0 : 4;
        ByteBuffer data = ByteBuffer.allocate(4 + header + length).putInt(header + length);
        if (header > 0) {
            data.putInt(FORMAT_TYPE_EXTENDED << 24);
        }
        groups.groups().forEach(group -> put(data, group));
        return ParameterData.send(command, data.array());
    }

    private static void put(ByteBuffer data, TargetPortGroup group) {
        data.put((byte) ((group.preferred() ? PREF : 0) | group.state().code()));
        data.put(supported());
        data.putShort((short) group.id());
        data.put((byte) 0).put((byte) group.altered().code()).put((byte) 0);
        data.put((byte) group.ports().size());
        group.ports().forEach(data::putInt);
    }

    private static byte supported() {
        int bits = 0;
        for (AsymmetricAccessState state : AsymmetricAccessState.values()) {
            bits |= state.supportBit();
        }
        return (byte) bits;
    }
}
