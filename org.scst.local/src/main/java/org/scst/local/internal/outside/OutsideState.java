package org.scst.local.internal.outside;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.scsi.TransportId;
import org.scst.local.InitiatorPort;

/**
 * What one revision of the driver tells the next of an initiator outside.
 *
 * <p><i>Threading:</i> immutable. <i>Ownership:</i> of {@code unread}, a heap buffer that nobody needs to release.
 *
 * @param port {@code null} before HELLO
 * @param lastIdentifier of a command
 * @param unread the beginning of a message
 * @param commands tags of those that are not answered
 * @param functions tags of task management functions that are not answered
 */
record OutsideState(
        InitiatorPort port, long lastIdentifier, ByteBuf unread, List<Long> commands, List<Long> functions) {
    static final int VERSION = 1;

    /** Given. */
    ByteBuf write() {
        ByteBuf to = Unpooled.buffer().writeInt(VERSION).writeBoolean(port != null);
        if (port != null) {
            byte[] name = port.name().getBytes(StandardCharsets.US_ASCII);
            byte[] id = port.transportId().bytes();
            to.writeInt(name.length).writeBytes(name).writeInt(id.length).writeBytes(id);
        }
        to.writeLong(lastIdentifier);
        to.writeInt(unread.readableBytes()).writeBytes(unread, unread.readerIndex(), unread.readableBytes());
        write(commands, to);
        write(functions, to);
        return to;
    }

    private static void write(List<Long> tags, ByteBuf to) {
        to.writeInt(tags.size());
        tags.forEach(to::writeLong);
    }

    /**
     * Reads what {@link #write} has made.
     *
     * @param from borrowed
     * @throws IllegalArgumentException when it is cut, has more behind it, or is of another version
     */
    static OutsideState read(ByteBuf from) {
        ByteBuf in = from.duplicate();
        try {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "its state is of version " + version + "; here version " + VERSION + " is known");
            }
            InitiatorPort port = in.readBoolean() ? port(in) : null;
            OutsideState state = new OutsideState(
                    port,
                    in.readLong(),
                    Unpooled.copiedBuffer(in.readSlice(count(in, OutsideMessage.MOST))),
                    tags(in, OutsideConnection.MOST_COMMANDS),
                    tags(in, OutsideConnection.MOST_FUNCTIONS));
            if (in.isReadable()) {
                throw new IllegalArgumentException("its state has " + in.readableBytes() + " bytes too many");
            }
            return state;
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("its state is cut", e);
        }
    }

    private static InitiatorPort port(ByteBuf in) {
        byte[] name = new byte[count(in, OutsideMessage.MOST)];
        in.readBytes(name);
        byte[] id = new byte[count(in, OutsideMessage.MOST)];
        in.readBytes(id);
        return new InitiatorPort(new String(name, StandardCharsets.US_ASCII), TransportId.read(id, 0, id.length));
    }

    private static int count(ByteBuf in, int most) {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IllegalArgumentException("its state has " + count + " of something, at most " + most);
        }
        return count;
    }

    private static List<Long> tags(ByteBuf in, int most) {
        List<Long> tags = new ArrayList<>();
        for (int left = count(in, most); left > 0; left--) {
            tags.add(in.readLong());
        }
        return tags;
    }
}
