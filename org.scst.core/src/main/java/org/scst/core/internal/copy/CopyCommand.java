package org.scst.core.internal.copy;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.Outcome;

/**
 * A command that begins a copy by its parameter list, and ends when that copy has.
 *
 * <p><i>Threading:</i> stateless.
 */
final class CopyCommand implements CommandHandler {
    private static final int PARAMETER_LIST_LENGTH_OFFSET = 10;

    private final long mostBytes;
    private final Beginning beginning;

    /** What one of these commands does. */
    @FunctionalInterface
    interface Beginning {
        /**
         * Begins the copy, which answers the command when it ends.
         *
         * @param list a copy of the parameter list
         */
        void begin(Command command, byte[] list) throws CopyRefusedException;
    }

    /** @param mostBytes of the parameter list */
    CopyCommand(long mostBytes, Beginning beginning) {
        this.mostBytes = mostBytes;
        this.beginning = beginning;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return command.cdb().u32(PARAMETER_LIST_LENGTH_OFFSET) > mostBytes ? Outcome.PARAMETER_LIST_LENGTH_ERROR : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuf data = command.data();
        if (data == null) {
            return Outcome.GOOD;
        }
        byte[] list = new byte[data.readableBytes()];
        data.getBytes(data.readerIndex(), list);
        try {
            beginning.begin((Command) command, list);
            return null;
        } catch (CopyRefusedException refused) {
            return refused.outcome();
        }
    }
}
