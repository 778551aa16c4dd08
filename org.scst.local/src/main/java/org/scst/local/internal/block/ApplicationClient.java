package org.scst.local.internal.block;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.scst.core.linux.Errno;
import org.scst.core.scsi.LogicalUnitNumber;

/**
 * The application client of one logical unit with logical blocks, for whoever wants bytes of it.
 *
 * <p>What is no whole number of blocks is read, changed and written; such writes come one after another, but nothing keeps another
 * initiator from writing between the two.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop. {@link Sender#batchEnded} comes after the last of several calls.
 */
public final class ApplicationClient {
    private static final int MOST_BLOCKS = 1 << 16;

    private final Sender sender;
    private final long lun;
    private final Recognition recognition;
    private final Deque<Runnable> partial = new ArrayDeque<>();

    /**
     * How much there is.
     *
     * @param blocks logical blocks
     * @param blockLength bytes of each
     */
    public record Capacity(long blocks, int blockLength) {
        /** Bytes. */
        public long bytes() {
            return blocks * blockLength;
        }
    }

    /** Told how much there is. */
    @FunctionalInterface
    public interface CapacityTaker {
        /** @param error 0, or a positive error number; then there is no capacity */
        void take(int error, Capacity capacity);
    }

    /** What was read. */
    @FunctionalInterface
    public interface BytesTaker {
        /**
         * At its end.
         *
         * @param error 0, or a positive error number; there are no buffers then
         * @param data taken
         * @param skip bytes of them that come before those that were asked for
         * @param length of those that were asked for, as far as there are such
         */
        void take(int error, List<ByteBuf> data, int skip, int length);
    }

    /** @param number of the LUN */
    public ApplicationClient(Sender sender, int number) {
        this.sender = sender;
        this.lun = LogicalUnitNumber.encode(number);
        this.recognition = new Recognition(sender, lun);
    }

    /** Asks the logical unit: READ CAPACITY (16). */
    public void capacity(CapacityTaker taker) {
        recognition.ask(taker);
    }

    /**
     * Which logical unit it is that there is now, 1 or more: another number for another. What was open for one of before is not for
     * this one.
     */
    public long unit() {
        return recognition.current().number();
    }

    /** Whether there has been one. */
    public boolean isKnown() {
        return recognition.known() != null;
    }

    /** Which logical unit there is, for whoever goes on with it in the next revision; empty before one was met. */
    public String memory() {
        return recognition.memory();
    }

    /**
     * Goes on where an earlier revision was: what was opened then is of the logical unit that it had met.
     *
     * @param memory as that revision's {@link #memory} has given it, not empty
     */
    public void recall(String memory) {
        recognition.recall(memory);
    }

    /** LUNs may mean others from now on, which somebody else has been told. */
    public void doubt() {
        recognition.doubt();
    }

    /** Told how much there is of the logical unit that is meant from the beginning to the end of an operation. */
    @FunctionalInterface
    private interface Ready {
        void take(int error, Capacity capacity, Recognition.Meeting meeting);
    }

    private Transfer.Destination to(Recognition.Meeting meeting) {
        return new Transfer.Destination(sender, lun, meeting);
    }

    private void withCapacity(Ready ready) {
        Recognition.Meeting meeting = recognition.current();
        if (meeting.holds()) {
            ready.take(0, recognition.known(), meeting);
        } else {
            meeting.establish(error -> ready.take(error, recognition.known(), meeting));
        }
    }

    /**
     * Reads, as much as there is.
     *
     * @param offset bytes
     * @param length bytes
     */
    public void read(long offset, int length, BytesTaker taker) {
        withCapacity((error, capacity, meeting) -> {
            if (error != 0) {
                taker.take(error, List.of(), 0, 0);
                return;
            }
            int there = (int) Math.clamp(capacity.bytes() - offset, 0L, length);
            if (there == 0) {
                taker.take(0, List.of(), 0, 0);
                return;
            }
            int block = capacity.blockLength();
            long lba = offset / block;
            int skip = (int) (offset % block);
            int blocks = (skip + there + block - 1) / block;
            Transfer.read(
                    to(meeting),
                    lba,
                    blocks,
                    blocks * block,
                    (failed, data) -> taker.take(failed, data, skip, failed == 0 ? there : 0));
        });
    }

    /**
     * Writes; what does not fit is not written.
     *
     * @param durable whether it is to be done only when the bytes are on the medium
     * @param source of the bytes, asked until {@code done}
     * @param done told of ENOSPC when not all fits
     */
    public void write(long offset, int length, boolean durable, Transfer.Source source, Transfer.Done done) {
        withCapacity((error, capacity, meeting) -> {
            if (error != 0) {
                done.done(error);
            } else if (offset < 0 || length > capacity.bytes() - offset) {
                done.done(Errno.ENOSPC);
            } else if (length == 0) {
                done.done(0);
            } else {
                write(new Place(meeting, capacity.blockLength(), durable), offset, length, source, done);
            }
        });
    }

    /** Where an operation writes, once it is known, and whether durably. */
    private record Place(Recognition.Meeting meeting, int block, boolean durable) {}

    private void write(Place place, long offset, int length, Transfer.Source source, Transfer.Done done) {
        int block = place.block();
        if (offset % block == 0 && length % block == 0) {
            Transfer.write(to(place.meeting()), place.durable(), offset / block, length / block, length, source, done);
        } else {
            partial.add(() -> readChangeWrite(place, offset, length, source, done));
            if (partial.size() == 1) {
                partial.element().run();
            }
        }
    }

    private void readChangeWrite(Place place, long offset, int length, Transfer.Source source, Transfer.Done done) {
        Recognition.Meeting meeting = place.meeting();
        int block = place.block();
        long lba = offset / block;
        int skip = (int) (offset % block);
        int blocks = (skip + length + block - 1) / block;
        int bytes = blocks * block;
        Transfer.read(to(meeting), lba, blocks, bytes, (error, data) -> {
            if (error != 0) {
                partialEnded(error, done);
                return;
            }
            ByteBuf whole = Unpooled.buffer(bytes, bytes);
            data.forEach(piece -> {
                whole.writeBytes(piece);
                piece.release();
            });
            whole.writerIndex(skip);
            source.fill(0, length, whole);
            whole.writerIndex(bytes);
            Transfer.Source changed = (at, count, into) -> into.writeBytes(whole, at, count);
            Transfer.write(
                    to(meeting), place.durable(), lba, blocks, bytes, changed, failed -> partialEnded(failed, done));
            sender.batchEnded();
        });
        sender.batchEnded();
    }

    private void partialEnded(int error, Transfer.Done done) {
        partial.remove();
        done.done(error);
        if (!partial.isEmpty()) {
            sender.loop().execute(partial.element());
        }
    }

    /** All that was written is durable: SYNCHRONIZE CACHE (16). */
    public void flush(Transfer.Done done) {
        withCapacity((error, capacity, meeting) -> {
            if (error != 0) {
                done.done(error);
            } else {
                Transfer.flush(to(meeting), done);
            }
        });
    }

    /**
     * Makes a range read as zeroes; one that reaches beyond the end ends there.
     *
     * @param deallocate whether its storage may be given back
     */
    public void zero(long offset, long length, boolean deallocate, Transfer.Done done) {
        withCapacity((error, capacity, meeting) -> {
            if (error != 0) {
                done.done(error);
                return;
            }
            long end = Math.min(offset + length, capacity.bytes());
            new Zeroing(new Place(meeting, capacity.blockLength(), false), offset, end, deallocate, done).next(0);
        });
    }

    /** Parts of blocks at both ends are written, whole blocks in between zeroed. */
    private final class Zeroing {
        private final Place place;
        private final long end;
        private final Transfer.Done done;
        private boolean deallocate;
        private long at;
        private long begun;

        Zeroing(Place place, long at, long end, boolean deallocate, Transfer.Done done) {
            this.place = place;
            this.at = at;
            this.end = end;
            this.deallocate = deallocate;
            this.done = done;
        }

        void next(int error) {
            if (error == Errno.EOPNOTSUPP && deallocate) {
                // It is fully provisioned: zeroes are written to it instead.
                deallocate = false;
                at = begun;
            } else if (error != 0 || at >= end) {
                done.done(error);
                return;
            }
            long from = at;
            begun = from;
            int block = place.block();
            long blocks = Math.min((end - from) / block, MOST_BLOCKS);
            if (from % block != 0 || blocks == 0) {
                int count = (int) Math.min(block - from % block, end - from);
                at += count;
                write(place, from, count, (offset, length, into) -> into.writeZero(length), this::next);
            } else {
                at += blocks * block;
                zero(from / block, (int) blocks);
            }
            sender.batchEnded();
        }

        private void zero(long lba, int blocks) {
            Transfer.zero(to(place.meeting()), lba, blocks, place.block(), deallocate, this::next);
        }
    }
}
