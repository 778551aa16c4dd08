package org.scst.local.internal.fuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptor by which requests of one mount come and answers go. It reads no more than it has buffers for: what the kernel has
 * beyond that waits there.
 *
 * <p><i>Threading:</i> confined to the mount's event loop.
 */
final class FuseDeviceQueue {
    private static final Logger LOG = LoggerFactory.getLogger(FuseDeviceQueue.class);
    private static final int MOST_REQUESTS = 32;
    private static final int BATCH = 64;
    private static final int OUT_HEADER = 16;
    private static final int OUT_SIZE = 64 << 10;

    private final Descriptor device;
    private final Deque<FuseRequest> free = new ArrayDeque<>();
    /** What the kernel waits for, by its number: those with data as they lie in their buffers, others copied. */
    private final Map<Long, ByteBuf> unanswered = new LinkedHashMap<>();

    private final ByteBuf out = Unpooled.directBuffer(OUT_SIZE, OUT_SIZE);
    private final long[] addresses = new long[LinuxFile.MAX_SCATTER];
    private final int[] lengths = new int[LinuxFile.MAX_SCATTER];
    private Consumer<Boolean> waits = now -> {};
    private int taken;
    private boolean closed;

    FuseDeviceQueue(Descriptor device) {
        this.device = device;
    }

    /** @param switched told whether the descriptor is to be waited for */
    void onRoom(Consumer<Boolean> switched) {
        waits = switched;
    }

    /**
     * Takes what is there, up to a batch.
     *
     * @param taker gives each buffer back by {@link #done}
     * @return 0, or the error number that ends the mount, ENODEV after an unmounting
     */
    int take(Consumer<FuseRequest> taker) {
        for (int i = 0; i < BATCH; i++) {
            if (taken == MOST_REQUESTS) {
                waits.accept(false);
                return 0;
            }
            FuseRequest request = free.isEmpty() ? new FuseRequest() : free.remove();
            int read = device.read(request.bytes.memoryAddress(), request.bytes.capacity());
            if (read <= 0) {
                free.push(request);
                // ENOENT: who asked was interrupted meanwhile.
                if (read == -Errno.ENOENT) {
                    continue;
                }
                return read == -Errno.EAGAIN ? 0 : -read;
            }
            request.length(read);
            hand(request, taker);
        }
        return 0;
    }

    private void hand(FuseRequest request, Consumer<FuseRequest> taker) {
        taken++;
        if (request.isAnswered()) {
            boolean keepsBuffer = request.operation() == FuseOperation.WRITE;
            unanswered.put(request.unique(), keepsBuffer ? request.bytes : Unpooled.copiedBuffer(request.bytes));
        }
        taker.accept(request);
    }

    /** How many requests the kernel waits for. */
    int unanswered() {
        return unanswered.size();
    }

    /**
     * Lets go of the descriptor without closing it, for the next revision; what is answered afterwards goes nowhere.
     *
     * @return the requests that are not answered, one behind the other, for {@link #again}; given
     */
    ByteBuf leave() {
        ByteBuf left = Unpooled.buffer();
        unanswered
                .values()
                .forEach(request -> left.writeBytes(request, request.readerIndex(), request.readableBytes()));
        retire();
        return left;
    }

    /**
     * Takes what an earlier revision has left unanswered.
     *
     * @param left of its {@link #leave}; borrowed
     * @param taker as of {@link #take}
     */
    void again(ByteBuf left, Consumer<FuseRequest> taker) {
        ByteBuf from = left.duplicate();
        while (from.readableBytes() >= FuseRequest.HEADER) {
            int length = from.getIntLE(from.readerIndex());
            FuseRequest request = new FuseRequest();
            if (length < FuseRequest.HEADER || length > Math.min(from.readableBytes(), request.bytes.capacity())) {
                request.bytes.release();
                LOG.error("A request of {} bytes, which an earlier revision has left, is none", length);
                return;
            }
            request.bytes.setBytes(0, from, from.readerIndex(), length);
            from.skipBytes(length);
            request.length(length);
            hand(request, taker);
        }
    }

    /** The request's buffer is not needed any more. */
    void done(FuseRequest request) {
        if (closed) {
            request.bytes.release();
            taken--;
            return;
        }
        free.push(request);
        if (taken == MOST_REQUESTS) {
            waits.accept(true);
        }
        taken--;
    }

    /** Requests whose buffers are in use. */
    int taken() {
        return taken;
    }

    /** An answer without anything, or an error. */
    void answer(long unique, int error) {
        if (closed) {
            return;
        }
        header(unique, error, OUT_HEADER);
        check(device.write(out.memoryAddress(), OUT_HEADER));
    }

    /** The buffer for an answer's content, which {@link #answer(long)} sends. */
    ByteBuf content() {
        return closed ? Unpooled.buffer() : out.setIndex(OUT_HEADER, OUT_HEADER);
    }

    /** Sends what was put into {@link #content}. */
    void answer(long unique) {
        if (closed) {
            return;
        }
        int length = out.writerIndex();
        header(unique, 0, length);
        check(device.write(out.memoryAddress(), length));
    }

    /**
     * Sends data that was read, without a copy.
     *
     * @param data taken
     * @param skip bytes of them that come first and are not sent
     */
    void answer(long unique, List<ByteBuf> data, int skip, int length) {
        if (!closed) {
            write(unique, data, skip, length);
        }
        data.forEach(ByteBuf::release);
    }

    private void write(long unique, List<ByteBuf> data, int skip, int length) {
        header(unique, 0, OUT_HEADER + length);
        addresses[0] = out.memoryAddress();
        lengths[0] = OUT_HEADER;
        int count = 1;
        int before = skip;
        int left = length;
        for (ByteBuf piece : data) {
            int there = piece.readableBytes();
            int from = Math.min(before, there);
            int bytes = Math.min(there - from, left);
            before -= from;
            left -= bytes;
            if (bytes > 0) {
                addresses[count] = piece.memoryAddress() + piece.readerIndex() + from;
                lengths[count] = bytes;
                count++;
            }
        }
        check(device.write(addresses, lengths, count));
    }

    private void header(long unique, int error, int length) {
        unanswered.remove(unique);
        out.setIntLE(0, length);
        out.setIntLE(4, -error);
        out.setLongLE(8, unique);
    }

    /** ENOENT: who asked does not wait any more; ENODEV: it was unmounted. */
    private static void check(int written) {
        if (written < 0 && written != -Errno.ENOENT && written != -Errno.ENODEV) {
            LOG.warn("An answer was not taken by the kernel: {}", Errno.text(-written));
        }
    }

    /** What is answered afterwards goes nowhere. */
    void close() {
        if (!closed) {
            retire();
            device.close();
        }
    }

    private void retire() {
        closed = true;
        unanswered.clear();
        free.forEach(request -> request.bytes.release());
        free.clear();
        out.release();
    }
}
