package org.scst.user.internal.store;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.scst.core.device.DataMemory;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreAwayException;
import org.scst.core.store.StoreContext;
import org.scst.user.internal.queue.Link;
import org.scst.user.internal.queue.Request;
import org.scst.user.internal.registration.RegisteredDevice;
import org.scst.user.wire.Operation;
import org.scst.user.wire.Registration;

/**
 * Blocks that a process keeps. Data moves in memory that it shares; what lies elsewhere (a command that came before the process, the
 * disk's own work) is copied there in pieces.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> owns the lease, the link and the memory, of which nothing is granted any more
 * before the first command is answered that the process has not answered; the connection is the process's.
 */
final class UserStore implements BackingStore, RegisteredDevice.Listener {
    private static final int PIECE = 1 << 20;
    private static final long NO_ROOM_NANOS = 50_000;

    private final RegisteredDevice device;
    private final Registration registration;
    private final StoreContext context;
    private final StoreContext.Lease lease;
    private final DataMemory memory;
    private final Duration wait;
    private final Duration closingLimit;
    private final Link link;
    private final ReentrantLock copying = new ReentrantLock();
    private volatile long capacity;
    private volatile boolean closing;
    /** Flushes are not waited for without a limit any more. */
    private volatile boolean leaving;
    /** One was not answered in time, and none is asked for again. */
    private volatile boolean unanswered;

    /**
     * @param lease given
     * @param wait how long commands wait for the process's return
     * @param closingLimit how long a disk that is closed waits for a flush
     */
    UserStore(
            RegisteredDevice device,
            StoreContext context,
            StoreContext.Lease lease,
            Duration wait,
            Duration closingLimit)
            throws IOException {
        this.device = device;
        this.registration = device.registration();
        this.context = context;
        this.lease = lease;
        this.wait = wait;
        this.closingLimit = closingLimit;
        this.capacity = registration.capacity();
        this.memory = context.dataMemory();
        boolean done = false;
        try {
            this.link = Link.open(
                    registration.name(), registration.queues(), registration.entries(), this::cannotBeTrusted);
            device.serve(link, memory.size(), memory.descriptor(), this);
            done = true;
        } finally {
            if (!done) {
                memory.close();
            }
        }
    }

    // What the process does

    /** What it was asked is answered without it from now on; it may still write into the data. */
    private void cannotBeTrusted(String why) {
        memory.close();
        device.end("against the protocol: " + why);
    }

    @Override
    public void gone(String why) {
        memory.close();
        if (!closing) {
            context.reopen("its process has gone (" + why + ") and is awaited", wait);
        }
    }

    @Override
    public void capacity(long bytes) {
        capacity = bytes;
        context.resized();
    }

    // What the disk asks

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return 0;
    }

    @Override
    public boolean beginRead(long offset, ByteBuf target, int length, Listener listener) {
        long data = memory.offset(target, target.writerIndex(), length);
        return data >= 0
                && submit(Request.moving(Operation.READ, 0, offset, length, data), (result, moved, errorOffset) -> {
                    IOException failure = outcome(result, moved, length, offset, errorOffset);
                    if (failure == null) {
                        target.writerIndex(target.writerIndex() + length);
                    }
                    listener.ended(failure);
                });
    }

    @Override
    public boolean beginsWrites() {
        return true;
    }

    @Override
    public boolean beginWrite(long offset, ByteBuf source, Listener listener) {
        int length = source.readableBytes();
        long data = memory.offset(source, source.readerIndex(), length);
        return data >= 0
                && submit(
                        Request.moving(Operation.WRITE, 0, offset, length, data),
                        (result, moved, errorOffset) ->
                                listener.ended(outcome(result, moved, length, offset, errorOffset)));
    }

    /** What the answer to a request that moves data means; an answer that moved another length is none. */
    private IOException outcome(int result, int moved, int length, long offset, long errorOffset) {
        if (result == Operation.OK && moved != length) {
            cannotBeTrusted("it moved " + Integer.toUnsignedString(moved) + " bytes where " + length + " were asked");
            return new StoreAwayException("its process answered against the protocol");
        }
        return Failures.of(result, offset, length, errorOffset);
    }

    private boolean submit(Request request, org.scst.user.internal.queue.Answer answer) {
        return link.submit((int) Thread.currentThread().threadId(), request, answer);
    }

    /** Asks and waits; on the device's context only. */
    private Waiting ask(Request request) throws IOException {
        Waiting waiting = new Waiting();
        while (!submit(request, waiting)) {
            if (link.closed()) {
                throw new StoreAwayException("the process that serves it has gone");
            }
            LockSupport.parkNanos(NO_ROOM_NANOS);
        }
        waiting.await();
        return waiting;
    }

    private void move(int operation, int flags, long offset, int length, long data) throws IOException {
        Waiting done = ask(Request.moving(operation, flags, offset, length, data));
        IOException failure = outcome(done.result(), done.length(), length, offset, done.errorOffset());
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        long data = memory.offset(target, target.writerIndex(), length);
        if (data >= 0) {
            move(Operation.READ, 0, offset, length, data);
            target.writerIndex(target.writerIndex() + length);
            return;
        }
        inPieces(length, (piece, done, bytes) -> {
            move(Operation.READ, 0, offset + done, bytes, memory.offset(piece, 0, bytes));
            target.writeBytes(piece, 0, bytes);
        });
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        int flags = durable ? Operation.DURABLE : 0;
        int from = source.readerIndex();
        int length = source.readableBytes();
        long data = memory.offset(source, from, length);
        if (data >= 0) {
            move(Operation.WRITE, flags, offset, length, data);
            return;
        }
        inPieces(length, (piece, done, bytes) -> {
            piece.setBytes(0, source, from + done, bytes);
            move(Operation.WRITE, flags, offset + done, bytes, memory.offset(piece, 0, bytes));
        });
    }

    /** Moves one piece, which has a place in the shared memory. */
    @FunctionalInterface
    private interface Mover {
        void move(ByteBuf piece, int done, int bytes) throws IOException;
    }

    /** One at a time, so that there is always memory for it. */
    private void inPieces(int length, Mover mover) throws IOException {
        copying.lock();
        try {
            ByteBuf piece = memory.grant(Math.min(length, PIECE));
            if (piece == null) {
                throw new StoreAwayException("the process that serves it has gone");
            }
            try {
                for (int done = 0; done < length; done += PIECE) {
                    mover.move(piece, done, Math.min(PIECE, length - done));
                }
            } finally {
                piece.release();
            }
        } finally {
            copying.unlock();
        }
    }

    private Waiting range(int operation, long offset, long length) throws IOException {
        Waiting done = ask(Request.of(operation, offset, length));
        IOException failure = Failures.of(done.result(), offset, length, done.errorOffset());
        if (failure != null) {
            throw failure;
        }
        return done;
    }

    @Override
    public void closing() {
        leaving = true;
    }

    @Override
    public void flush() throws IOException {
        if (leaving) {
            flushWithinLimit();
        } else {
            range(Operation.FLUSH, 0, capacity);
        }
    }

    /** One that does not answer is taken for one that has gone: whoever comes back as this medium vouches for what it has answered. */
    private void flushWithinLimit() throws IOException {
        long end = System.nanoTime() + closingLimit.toNanos();
        Waiting done = new Waiting();
        boolean asked = submit(Request.of(Operation.FLUSH, 0, capacity), done);
        while (!asked && !link.closed() && System.nanoTime() < end) {
            LockSupport.parkNanos(NO_ROOM_NANOS);
            asked = submit(Request.of(Operation.FLUSH, 0, capacity), done);
        }
        if (!asked || !done.await(Duration.ofNanos(Math.max(end - System.nanoTime(), 0)))) {
            unanswered = true;
            throw new StoreAwayException("its process has not answered the flush within " + closingLimit);
        }
        IOException failure = Failures.of(done.result(), 0, capacity, done.errorOffset());
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void unmap(long offset, long length) throws IOException {
        if (registration.has(Registration.UNMAPS)) {
            range(Operation.UNMAP, offset, length);
        }
    }

    @Override
    public boolean unmappedReadsZero() {
        return registration.has(Registration.UNMAPPED_READS_ZERO);
    }

    @Override
    public int unmapGranularity() {
        return Math.max(registration.unmapGranularity(), registration.blockLength());
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        if (registration.has(Registration.ZEROES)) {
            range(Operation.ZERO, offset, length);
            return;
        }
        for (long done = 0; done < length; done += PIECE) {
            long at = offset + done;
            inPieces((int) Math.min(PIECE, length - done), (piece, none, bytes) -> {
                piece.setZero(0, bytes);
                move(Operation.WRITE, 0, at, bytes, memory.offset(piece, 0, bytes));
            });
        }
    }

    @Override
    public Extent extent(long offset, long length) throws IOException {
        if (!registration.has(Registration.EXTENTS)) {
            return new Extent(offset, length, true);
        }
        Waiting done = range(Operation.EXTENT, offset, length);
        long bytes = done.errorOffset() & -registration.blockLength();
        if (bytes <= 0 || bytes > length) {
            cannotBeTrusted("it has an extent of " + done.errorOffset() + " bytes where " + length + " were asked");
            throw new StoreAwayException("its process answered against the protocol");
        }
        return new Extent(offset, bytes, done.length() != 0);
    }

    /** The process is asked to make everything durable; if it has gone, who comes back as the same medium has it. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            leaving = true;
            if (!link.closed() && !unanswered && !registration.has(Registration.READ_ONLY)) {
                flush();
            }
        } catch (StoreAwayException gone) {
            // Whether it comes back as the same medium is looked at when it does.
        } finally {
            memory.close();
            device.end("the device is closed: its file has changed or is gone, or the platform stops");
            link.close();
            lease.close();
        }
    }
}
