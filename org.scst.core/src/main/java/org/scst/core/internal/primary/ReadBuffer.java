package org.scst.core.internal.primary;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.nexus.TestBuffers;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/**
 * READ BUFFER: data, echo, and the descriptors of both. Any offset is on a boundary; EBOS is set, for no nexus overwrites the echo
 * buffer of another.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReadBuffer implements CommandHandler {
    private static final int EBOS = 1;
    private static final byte CAPACITY_HIGH = (byte) (TestBuffers.CAPACITY >> 8);
    private static final Outcome NOTHING_TO_ECHO =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.COMMAND_SEQUENCE_ERROR);

    @Override
    public Outcome process(DeviceCommand command) {
        return switch (BufferCommand.mode(command)) {
            case BufferCommand.DATA -> data(command);
            case BufferCommand.DESCRIPTOR -> ParameterData.send(command, descriptor(command));
            case BufferCommand.ECHO -> echo(command);
            case BufferCommand.ECHO_DESCRIPTOR -> ParameterData.send(command, new byte[] {EBOS, 0, CAPACITY_HIGH, 0});
            default -> BufferCommand.WRONG_MODE;
        };
    }

    private static Outcome data(DeviceCommand command) {
        Outcome wrong = BufferCommand.wrongPlace(command);
        if (wrong != null) {
            return wrong;
        }
        int offset = BufferCommand.offset(command);
        int length = Math.min(BufferCommand.length(command), TestBuffers.CAPACITY - offset);
        return ParameterData.send(command, ((Command) command).testBuffers().data(offset, length));
    }

    /** A buffer that is not there has no capacity. */
    private static byte[] descriptor(DeviceCommand command) {
        boolean there = BufferCommand.wrongPlace(command) == null;
        return new byte[] {0, 0, there ? CAPACITY_HIGH : 0, 0};
    }

    private static Outcome echo(DeviceCommand command) {
        byte[] echo = ((Command) command).testBuffers().echo();
        return echo.length == 0 ? NOTHING_TO_ECHO : ParameterData.send(command, echo);
    }
}
