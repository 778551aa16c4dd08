package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.buffer.PoolBuffer;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.DataDirection;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.NexusTransport;

/**
 * The data of one command, in windows: at most two are open, so that memory, R2T bursts and work requests stay bounded whatever
 * the transfer length. The oldest open window is the one the handler works on.
 *
 * <p><i>Threading:</i> confined to the nexus's executor. <i>Ownership:</i> holds the windows' buffers until they are given to
 * the driver (Data-In) or released.
 */
final class DataTransfer {
    /** Most windows that are open, or on their way, at a time. */
    static final int WINDOWS = 2;

    private final Command command;
    private Window head = new Window();
    private Window second = new Window();

    DataDirection direction = DataDirection.NONE;
    /** Bytes the CDB asks for. */
    long declared;
    /** Bytes that move: the declared ones as far as the initiator expects them. */
    long total;
    /** Data-In bytes sent. */
    long moved;
    /** Data-In windows whose bytes have not left yet. */
    int leaving;

    private long nextOffset;
    private long taken = Long.MAX_VALUE;
    private boolean windowed;
    private boolean mediumData;
    /** The initiator's memory for the oldest window was named to the handler. */
    private boolean named;
    /** The oldest window's bytes are at the initiator's already. */
    private boolean placed;

    private DataOutResult failure;
    private boolean terminated;

    DataTransfer(Command command) {
        this.command = command;
    }

    void reset() {
        direction = DataDirection.NONE;
        declared = 0;
        total = 0;
        moved = 0;
        leaving = 0;
        nextOffset = 0;
        taken = Long.MAX_VALUE;
        windowed = false;
        mediumData = false;
        named = false;
        placed = false;
        failure = null;
        terminated = false;
    }

    /** What the CDB says. */
    void declare(DataDirection towards, long bytes) {
        direction = bytes == 0 ? DataDirection.NONE : towards;
        declared = bytes;
        total = bytes;
    }

    void windowed(boolean mayBe) {
        windowed = mayBe;
    }

    void mediumData(boolean is) {
        mediumData = is;
    }

    boolean windowed() {
        return windowed;
    }

    boolean dataOut() {
        return direction == DataDirection.TO_DEVICE;
    }

    boolean dataIn() {
        return direction == DataDirection.FROM_DEVICE;
    }

    /** What went wrong in fetching, or {@code null}. */
    DataOutResult failure() {
        return failure;
    }

    // The handler's view: the oldest open window

    int offset() {
        return head.offset;
    }

    int length() {
        return head.length;
    }

    ByteBuf data() {
        return head.buffer;
    }

    boolean headReady() {
        return head.ready;
    }

    boolean outstanding() {
        return head.outstanding || second.outstanding;
    }

    /** Whether bytes remain for which no window is open. */
    boolean moreToOpen() {
        return nextOffset < total;
    }

    /** Whether the handler has a window to work on, or will have. */
    boolean unfinished() {
        return !head.free() || moreToOpen();
    }

    private int nextLength() {
        long rest = total - nextOffset;
        return (int) (windowed ? Math.min(rest, command.nexus.limits().window()) : rest);
    }

    /** What is judged here, as parameter lists are, lies where no other process can change it afterwards. */
    private PoolBuffer grant(LogicalUnit unit, int length) {
        BufferPool common = command.nexus.pool();
        int slot = command.nexus.slot();
        return mediumData ? unit.grant(slot, length, common) : common.grant(slot, length, unit.budget());
    }

    /** Opens the next window with a buffer from the pool; {@code false} when the budget has no room. */
    private boolean open() {
        int length = nextLength();
        PoolBuffer granted = grant(command.logicalUnit(), length);
        if (granted == null) {
            return false;
        }
        Window window = head.free() ? head : second;
        window.open(granted, (int) nextOffset, length);
        nextOffset += length;
        return true;
    }

    /** Opens a window for Data-In, empty. */
    boolean openIn() {
        if (!open()) {
            return false;
        }
        head.ready = true;
        return true;
    }

    /**
     * Opens windows for Data-Out while there is room and asks the driver to fill them.
     *
     * @return {@code false} when not even one is open for want of memory
     */
    boolean fetch(NexusTransport transport) {
        while (moreToOpen() && second.free() && failure == null) {
            Window window = head.free() ? head : second;
            if (!open()) {
                break;
            }
            window.outstanding = true;
            command.stateSince = command.nexus.now();
            transport.receiveDataOut(command, window.offset, window.length, window.buffer);
        }
        return !head.free() || failure != null;
    }

    /** Asks again for what a driver that is gone has not delivered. */
    void refetch(NexusTransport transport) {
        command.stateSince = outstanding() ? command.nexus.now() : command.stateSince;
        refetch(head, transport);
        refetch(second, transport);
    }

    private void refetch(Window window, NexusTransport transport) {
        if (window.outstanding) {
            window.buffer.clear();
            transport.receiveDataOut(command, window.offset, window.length, window.buffer);
        }
    }

    /**
     * Has the driver stop, once; it may answer at once.
     *
     * @return whether every window is answered
     */
    boolean terminate(NexusTransport transport) {
        if (outstanding() && !terminated) {
            terminated = true;
            transport.terminateDataTransfer(command);
        }
        return !outstanding();
    }

    /** The driver's answer. */
    void received(int offset, int count, DataOutResult result) {
        Window window = head.outstanding && head.offset == offset ? head : second;
        if (!window.outstanding || window.offset != offset) {
            throw new IllegalStateException("no window outstanding at " + offset);
        }
        window.outstanding = false;
        if (result != DataOutResult.OK) {
            fail(result);
        } else if (count != window.length || window.buffer.readableBytes() != count) {
            fail(DataOutResult.WRONG_AMOUNT);
        } else {
            window.ready = true;
        }
    }

    /** The driver is gone and answers no more. */
    void driverGone() {
        head.outstanding = false;
        second.outstanding = false;
        fail(DataOutResult.TERMINATED);
    }

    private void fail(DataOutResult result) {
        if (failure == null) {
            failure = result;
        }
    }

    /** The handler is done with the oldest Data-Out window. */
    void consumed() {
        head.release();
        swap();
    }

    /**
     * The handler may fill the allocation length, of which the initiator takes so much: what else there was is the residual (SAM-5
     * 5.4), and not what a long allocation length had room for.
     */
    void takeAtMost(long bytes) {
        taken = bytes;
    }

    /**
     * Where the initiator has the oldest window, for rows whose data may be read at any time and decides nothing.
     *
     * @return {@code null} when that is nowhere
     */
    ScatterList dataInBuffer(NexusTransport transport) {
        named = false;
        if (!dataIn() || !windowed || !mediumData || head.free()) {
            return null;
        }
        ScatterList pieces = transport.dataInBuffer(command, head.offset, head.length);
        named = pieces != null && pieces.length() == head.length;
        return named ? pieces : null;
    }

    /** The handler has had the window put there, and leaves its buffer as it was granted. */
    void placed() {
        if (!named) {
            throw new IllegalStateException("no memory was named for " + command);
        }
        placed = true;
    }

    private void tellPlaced(NexusTransport transport, int at, int length, boolean last, PoolBuffer unused) {
        placed = false;
        named = false;
        moved += length;
        transport.dataInPlaced(command, at, length, last);
        if (!last) {
            leaving++;
            unused.whenReleased(command.nexus.commands().windowLeft(command, command.incarnation));
        }
        unused.release();
    }

    /** Hands the oldest window's bytes over to the driver. */
    void send(NexusTransport transport, boolean last) {
        int at = head.offset;
        int length = head.length;
        PoolBuffer buffer = head.close();
        swap();
        if (placed) {
            tellPlaced(transport, at, length, last, buffer);
            return;
        }
        if (buffer.readableBytes() > taken) {
            command.residual = buffer.readableBytes() - taken;
            buffer.writerIndex(buffer.readerIndex() + (int) taken);
        }
        moved += buffer.readableBytes();
        if (!last) {
            leaving++;
            buffer.whenReleased(command.nexus.commands().windowLeft(command, command.incarnation));
        }
        if (taken == 0) {
            buffer.release();
        } else {
            transport.sendDataIn(command, at, buffer, last);
        }
    }

    private void swap() {
        Window empty = head;
        head = second;
        second = empty;
    }

    /** Releases whatever is still open; nobody may be writing into it. */
    void release() {
        if (outstanding()) {
            throw new IllegalStateException("released under the driver: " + command);
        }
        head.release();
        second.release();
    }
}
