package org.scst.core.device;

import io.netty.buffer.ByteBuf;
import org.osgi.annotation.versioning.ProviderType;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;

/**
 * A command as its device server sees it. A transfer above the window size (256 KiB) of a windowed row is processed window by
 * window: {@link CommandHandler#process} is called for each, in order.
 *
 * <p><i>Threading:</i> used by the thread that processes it, one at a time. <i>Ownership:</i> core's; valid until answered.
 */
@ProviderType
public interface DeviceCommand {

    /** A private copy of the CDB; its length was checked against the row. */
    Cdb cdb();

    /** The row it was found under; {@code null} under a command set's default row. */
    CommandDescriptor descriptor();

    /** LOGICAL BLOCK ADDRESS of the CDB, 0 where the row has none. */
    long lba();

    /** Number of logical blocks the CDB addresses, 0 where the row has none. */
    long blocks();

    /** First logical block of this window. */
    long windowLba();

    /** Logical blocks of this window. */
    int windowBlocks();

    /** Data bytes of the whole command, in its direction. */
    long transferLength();

    /** Offset of this window within the command's data in bytes. */
    long offset();

    /**
     * The window's data. Data-Out: the readable bytes. Data-In: empty with room for the window; what is readable when the
     * command is answered is sent. {@code null} without data.
     */
    ByteBuf data();

    /**
     * Where the initiator has this window of Data-In, if it is memory that this process can reach: {@link CommandHandler#process} may
     * have the kernel read into it instead of into {@link #data}, before it returns and never later, and only by a system call, for the
     * memory may be cut away meanwhile. What does not become whole that way is left there, and processed as if this had not been asked.
     *
     * @return borrowed until {@link CommandHandler#process} returns; {@code null} when there is none, and everywhere else than in there
     */
    default ScatterList dataInBuffer() {
        return null;
    }

    /**
     * To be returned by {@link CommandHandler#process}: all bytes of the window are in {@link #dataInBuffer}, as the device has them.
     *
     * @return GOOD
     */
    default Outcome placed() {
        throw new IllegalStateException("no memory was named");
    }

    /** Length of this window in bytes. */
    int length();

    /** Whether no window follows. */
    boolean lastWindow();

    /** Answers {@link DeviceContext#complete}; valid until this window is answered. */
    long token();

    /** Whether somebody wants the command gone: work not yet begun may be left out. Readable on any thread. */
    boolean aborted();

    /** Tells the commands of one I_T nexus from those of others, for what is kept for each; nothing else may be done with it. */
    Object nexusIdentity();

    /** Whether this logical unit is mapped read-only for the initiator, or cannot be written at all. */
    boolean writeProtected();

    /**
     * For {@link CommandHandler#parse}: the row cannot tell how much data moves; this does.
     *
     * @param direction of the data
     * @param bytes length, 0 to 2^32
     */
    void transfer(DataDirection direction, long bytes);

    /**
     * For {@link CommandHandler#parse}: each logical block moves with so many bytes more (SBC-3 4.22, protection information). Such a
     * transfer comes in one window.
     *
     * @param bytes of protection information of a block
     */
    void protectionInformation(int bytes);

    /**
     * To be returned by {@link CommandHandler#process}: {@link CommandHandler#processBlocking} goes on with the command on the
     * device's context, at the same time as others.
     *
     * @return {@code null}
     */
    Outcome handOver();

    /**
     * As {@link #handOver}, for work that is short as a rule and would wait for its like (a copy into the page cache, under the
     * lock of the file): everything handed over during one read batch goes to one thread in one piece, in order, and of such
     * batches of a device one runs at a time.
     *
     * @return {@code null}
     */
    Outcome handOverInBatch();
}
