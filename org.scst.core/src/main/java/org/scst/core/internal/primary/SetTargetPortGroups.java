package org.scst.core.internal.primary;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.scsi.AsymmetricAccessState;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * SET TARGET PORT GROUPS (SPC-4): the whole list is looked at before anything is changed, and GOOD means that all of it is kept
 * and in force.
 *
 * <p><i>Threading:</i> takes the parameter list on the nexus's executor; is answered from wherever the states come into force.
 */
final class SetTargetPortGroups implements CommandHandler {
    private static final int HEADER = 4;
    private static final int DESCRIPTOR = 4;
    private static final int MOST_DESCRIPTORS = 64;
    private static final int STATE_MASK = 0xF;

    @Override
    public Outcome parse(DeviceCommand command) {
        return command.cdb().u32(6) > HEADER + MOST_DESCRIPTORS * DESCRIPTOR
                ? Outcome.PARAMETER_LIST_LENGTH_ERROR
                : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        Command own = (Command) command;
        ByteBuf list = command.data();
        if (list == null) {
            return Outcome.GOOD;
        }
        int length = command.length();
        if (length < HEADER
                || length % DESCRIPTOR != 0
                || length != command.cdb().u32(6)) {
            return Outcome.PARAMETER_LIST_LENGTH_ERROR;
        }
        TargetPortGroups groups = own.view().portGroups();
        Map<Integer, AsymmetricAccessState> wanted = new HashMap<>();
        for (int at = HEADER; at < length; at += DESCRIPTOR) {
            int byteAt = list.readerIndex() + at;
            AsymmetricAccessState state = AsymmetricAccessState.of(list.getByte(byteAt) & STATE_MASK)
                    .orElse(AsymmetricAccessState.TRANSITIONING);
            if (!state.settable()) {
                return wrong(at, 3);
            }
            int id = list.getUnsignedShort(byteAt + 2);
            if (groups.numbered(id) == null || wanted.put(id, state) != null) {
                return wrong(at + 2, 7);
            }
        }
        long token = command.token();
        groups.setting().set(groups.deviceGroup(), wanted, own.nexus(), outcome -> own.answer(token, outcome));
        return null;
    }

    private static Outcome wrong(int offset, int bit) {
        return Outcome.check(Sense.invalidFieldInParameterList(offset, bit));
    }
}
