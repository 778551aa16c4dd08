package org.scst.core.internal.primary;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.nexus.TestBuffers;
import org.scst.core.scsi.Outcome;

/**
 * WRITE BUFFER: the data and echo modes, for tests of the way. Microcode comes otherwise.
 *
 * <p><i>Threading:</i> stateless.
 */
final class WriteBuffer implements CommandHandler {
    private static final int ECHO_UNIT = 4;

    @Override
    public Outcome parse(DeviceCommand command) {
        int length = BufferCommand.length(command);
        return switch (BufferCommand.mode(command)) {
            case BufferCommand.DATA -> {
                Outcome wrong = BufferCommand.wrongPlace(command);
                boolean fits = length <= TestBuffers.CAPACITY - BufferCommand.offset(command);
                yield wrong != null || fits ? wrong : BufferCommand.WRONG_LENGTH;
            }
            case BufferCommand.ECHO ->
                length <= TestBuffers.CAPACITY && length % ECHO_UNIT == 0 ? null : BufferCommand.WRONG_LENGTH;
            default -> BufferCommand.WRONG_MODE;
        };
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.data() == null) {
            return Outcome.GOOD;
        }
        byte[] written = new byte[command.length()];
        command.data().getBytes(command.data().readerIndex(), written);
        TestBuffers buffers = ((Command) command).testBuffers();
        if (BufferCommand.mode(command) == BufferCommand.ECHO) {
            buffers.echo(written);
        } else {
            buffers.data(BufferCommand.offset(command), written);
        }
        return Outcome.GOOD;
    }
}
