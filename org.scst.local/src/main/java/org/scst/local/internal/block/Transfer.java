package org.scst.local.internal.block;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.linux.Errno;

/**
 * Commands of the block command set (SBC-4) that an application client needs, each sent until it is done.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop.
 */
public final class Transfer {
    private static final byte READ_16 = (byte) 0x88;
    private static final byte WRITE_16 = (byte) 0x8A;
    private static final byte SYNCHRONIZE_CACHE_16 = (byte) 0x91;
    private static final byte WRITE_SAME_16 = (byte) 0x93;
    private static final int UNMAP = 0x08;
    private static final int FUA = 0x08;

    private Transfer() {}

    /**
     * Where commands go.
     *
     * @param lun the eight bytes
     * @param on condition on which they are sent
     */
    record Destination(Sender sender, long lun, Attempts.Condition on) {}

    /** How one ends. */
    @FunctionalInterface
    public interface Done {
        /** @param error 0, or a positive error number */
        void done(int error);
    }

    /** Where Data-Out comes from. */
    @FunctionalInterface
    public interface Source {
        /** As {@link Attempts#fill}. */
        void fill(int offset, int length, ByteBuf into);
    }

    /** What was read; the buffers are the taker's. */
    @FunctionalInterface
    public interface Taker {
        /**
         * At its end.
         *
         * @param error 0, or a positive error number; there are no buffers then
         * @param data in order
         */
        void take(int error, List<ByteBuf> data);
    }

    private static byte[] cdb(byte operationCode, int flags, long lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put(operationCode)
                .put((byte) flags)
                .putLong(lba)
                .putInt(blocks)
                .array();
    }

    static void read(Destination to, long lba, int blocks, int bytes, Taker taker) {
        new Attempts(to, cdb(READ_16, 0, lba, blocks)) {
            private List<ByteBuf> data = new ArrayList<>(2);
            private int received;

            @Override
            int dataIn() {
                return bytes;
            }

            @Override
            void received(int offset, ByteBuf piece) {
                data.add(piece);
                received += piece.readableBytes();
            }

            @Override
            void restart() {
                data.forEach(ByteBuf::release);
                data = new ArrayList<>(2);
                received = 0;
            }

            @Override
            void done(int error) {
                int judged = error == 0 && received != bytes ? Errno.EIO : error;
                if (judged != 0) {
                    restart();
                }
                taker.take(judged, data);
            }
        }.begin();
    }

    /** @param durable whether it ends when its data is on the medium (FUA) */
    static void write(Destination to, boolean durable, long lba, int blocks, int bytes, Source source, Done done) {
        out(to, cdb(WRITE_16, durable ? FUA : 0, lba, blocks), bytes, source, done);
    }

    /** One block of zeroes, written to all of them; with deallocation where the logical unit has that. */
    static void zero(Destination to, long lba, int blocks, int blockLength, boolean deallocate, Done done) {
        Source zeroes = (offset, length, into) -> into.writeZero(length);
        out(to, cdb(WRITE_SAME_16, deallocate ? UNMAP : 0, lba, blocks), blockLength, zeroes, done);
    }

    static void flush(Destination to, Done done) {
        out(to, cdb(SYNCHRONIZE_CACHE_16, 0, 0, 0), 0, (offset, length, into) -> {}, done);
    }

    private static void out(Destination to, byte[] cdb, int bytes, Source source, Done done) {
        new Attempts(to, cdb) {
            @Override
            int dataOut() {
                return bytes;
            }

            @Override
            void fill(int offset, int length, ByteBuf into) {
                source.fill(offset, length, into);
            }

            @Override
            void done(int error) {
                done.done(error);
            }
        }.begin();
    }

    /** Any command whose Data-In is parameter data, which is given whole. */
    static void parameters(Destination to, byte[] cdb, int room, Parameters parameters) {
        new Attempts(to, cdb) {
            private final ByteBuffer data = ByteBuffer.allocate(room);

            @Override
            boolean isWhole() {
                return false;
            }

            @Override
            int dataIn() {
                return room;
            }

            @Override
            void received(int offset, ByteBuf piece) {
                int length = Math.min(piece.readableBytes(), data.remaining());
                piece.getBytes(piece.readerIndex(), data.slice(data.position(), length));
                data.position(data.position() + length);
                piece.release();
            }

            @Override
            void restart() {
                data.clear();
            }

            @Override
            void done(int error) {
                parameters.take(error, data.flip());
            }
        }.begin();
    }

    /** Parameter data. */
    @FunctionalInterface
    interface Parameters {
        /** @param error 0, or a positive error number */
        void take(int error, ByteBuffer data);
    }
}
