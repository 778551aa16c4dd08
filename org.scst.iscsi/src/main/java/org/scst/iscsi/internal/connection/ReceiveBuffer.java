package org.scst.iscsi.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

/**
 * The one buffer that a connection reads into, shown to Netty as an allocator: each read appends to what is not parsed yet, so
 * that a PDU cut in two by a read is whole again without being copied elsewhere.
 *
 * <p>It is small as long as nobody has logged in, and while memory is short.
 *
 * <p>Between reads the remainder is moved to the front; it is a part of one PDU as a rule, hence small.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> owns the buffer; {@link #release()} at the end.
 */
final class ReceiveBuffer implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {
    /** Room in bytes: many PDUs come with one system call. */
    static final int CAPACITY = 256 * 1024;

    /** Room in bytes before login, whose PDUs are small, and when there is no memory for more. */
    static final int LEAST_CAPACITY = 32 * 1024;

    /** Least room that a read finds: a read into no room at all looks like the end of the stream. */
    private static final int LEAST_ROOM = 16 * 1024;

    private final ConnectionMemory memory;
    private int wanted = LEAST_CAPACITY;
    private ByteBuf buffer;
    private boolean used;
    private ChannelConfig config;
    private int attempted;
    private int lastRead;
    private int readInLoop;

    /** @param memory what the buffer counts for */
    ReceiveBuffer(ConnectionMemory memory) {
        this.memory = memory;
    }

    /** From the next read on there may be room for many PDUs. */
    void enlarge() {
        wanted = CAPACITY;
    }

    /** The bytes that were received and not parsed; {@code null} before the first read and after {@link #release()}. */
    ByteBuf buffer() {
        return buffer;
    }

    /** Whether {@code bytes} is the buffer itself, as Netty hands it back after a read. */
    @SuppressWarnings("ReferenceEquality") // identity is meant: another buffer with equal bytes is not this one
    boolean holds(ByteBuf bytes) {
        return bytes == buffer;
    }

    /** Makes room for a PDU of {@code bytes} that begins at the reader index. */
    void reserve(ByteBufAllocator alloc, int bytes) throws ProtocolViolation {
        if (buffer.capacity() >= bytes) {
            return;
        }
        int capacity = bytes + LEAST_ROOM;
        if (!memory.take(capacity)) {
            throw ProtocolViolation.exceeded(
                    memory.limit(capacity),
                    "no memory for a PDU of " + bytes + " bytes: this connection holds " + memory);
        }
        replace(alloc, capacity);
    }

    /** Appends as much of {@code source} as there is room for: the way in for bytes that came in somebody else's buffer. */
    void append(ByteBufAllocator alloc, ByteBuf source) {
        prepare(alloc);
        buffer.writeBytes(source, Math.min(buffer.writableBytes(), source.readableBytes()));
    }

    /** Whether so much is unparsed that reading should wait. */
    boolean crowded() {
        return buffer != null && buffer.readableBytes() > buffer.capacity() / 2;
    }

    /** Gives the memory back when the connection has been idle since the last call; the next read takes some anew. */
    void releaseIfIdle() {
        if (!used && buffer != null && !buffer.isReadable()) {
            release();
        }
        used = false;
    }

    void release() {
        if (buffer != null) {
            memory.giveBack(buffer.capacity());
            buffer.release();
            buffer = null;
        }
    }

    private void prepare(ByteBufAllocator alloc) {
        used = true;
        if (buffer == null) {
            int capacity = wanted > LEAST_CAPACITY && memory.takeSpare(wanted) ? wanted : least();
            buffer = alloc.directBuffer(capacity, capacity);
            return;
        }
        if (buffer.isReadable()) {
            buffer.discardReadBytes();
        } else {
            buffer.clear();
            if (buffer.capacity() < wanted && memory.takeSpare(wanted)) {
                replace(alloc, wanted);
            }
        }
        if (buffer.writableBytes() < LEAST_ROOM) {
            int capacity = buffer.capacity() * 2;
            memory.takeAnyway(capacity);
            replace(alloc, capacity);
        }
    }

    /** A read has to find some room: so much every connection has, and their number is limited. */
    private int least() {
        memory.takeAnyway(LEAST_CAPACITY);
        return LEAST_CAPACITY;
    }

    /** By one whose bytes have been taken. */
    private void replace(ByteBufAllocator alloc, int capacity) {
        ByteBuf larger = alloc.directBuffer(capacity, capacity);
        larger.writeBytes(buffer);
        release();
        buffer = larger;
    }

    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
        prepare(alloc);
        attempted = buffer.writableBytes();
        return buffer.retain();
    }

    @Override
    public int guess() {
        return CAPACITY;
    }

    @Override
    public void reset(ChannelConfig channelConfig) {
        config = channelConfig;
        readInLoop = 0;
    }

    @Override
    public void incMessagesRead(int count) {
        // The number of reads does not matter here, the number of bytes does.
    }

    @Override
    public void lastBytesRead(int bytes) {
        lastRead = bytes;
        if (bytes > 0) {
            readInLoop += bytes;
        }
    }

    @Override
    public int lastBytesRead() {
        return lastRead;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
        attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
        return attempted;
    }

    /** A read that did not fill the buffer has emptied the socket; one that did ends the turn once enough has moved. */
    @Override
    public boolean continueReading() {
        return config.isAutoRead() && lastRead > 0 && lastRead == attempted && readInLoop < CAPACITY;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreDataSupplier) {
        return continueReading();
    }

    @Override
    public void readComplete() {
        // Nothing is estimated, so there is nothing to learn.
    }
}
