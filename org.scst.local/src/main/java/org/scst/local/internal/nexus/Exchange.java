package org.scst.local.internal.nexus;

import io.netty.buffer.ByteBuf;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TaskAttribute;

/**
 * One command as its initiator sees it: what is sent, where its data comes from and goes to, and how it ends. It ends once, by
 * {@link #ended} or {@link #unanswered}.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop.
 */
public abstract class Exchange {
    private final long lun;
    private final byte[] cdb;
    private final TaskAttribute attribute;
    /** 0 until it has one. */
    long identifier;

    /**
     * @param lun the eight bytes, first byte most significant
     * @param cdb not copied
     */
    protected Exchange(long lun, byte[] cdb, TaskAttribute attribute) {
        this.lun = lun;
        this.cdb = cdb;
        this.attribute = attribute;
    }

    final long lun() {
        return lun;
    }

    final byte[] cdb() {
        return cdb;
    }

    final TaskAttribute attribute() {
        return attribute;
    }

    /** Command identifier, unique in the nexus; given by {@link LocalTransport#submit}. */
    public final long identifier() {
        return identifier;
    }

    /** Gives it the initiator's own identifier, before it is sent; 0 leaves that to {@link LocalTransport#submit}. */
    protected final void identify(long own) {
        identifier = own;
    }

    /** Bytes of Data-Out that there are. */
    protected long dataOut() {
        return 0;
    }

    /** Bytes of Data-In that there is room for. */
    protected long dataIn() {
        return 0;
    }

    /**
     * Appends bytes of Data-Out.
     *
     * @param offset of the first, 0 or more
     * @param length of them; not beyond {@link #dataOut}
     * @param into has room for them
     * @throws RuntimeException or an error, when they are not there: the command ends without having any of this window
     */
    protected void fill(int offset, int length, ByteBuf into) {
        throw new IllegalStateException("this command has no Data-Out");
    }

    /**
     * Where Data-In belongs, in memory that a system call may write to until the call ends that this is nested in.
     *
     * @param into empty
     * @return whether it has all of the range now
     */
    protected boolean place(int offset, int length, ScatterList into) {
        return false;
    }

    /** Data-In stands where {@link #place} has said. */
    protected void placed(int length) {
        throw new IllegalStateException("this command has named no memory");
    }

    /**
     * Data-In has come.
     *
     * @param offset of its first byte
     * @param data taken
     */
    protected void received(int offset, ByteBuf data) {
        data.release();
    }

    /**
     * It was answered.
     *
     * @param sense the sense data as it is sent; empty without
     * @param residual as of {@link org.scst.core.target.TargetCommand#residual}
     */
    protected abstract void ended(Outcome outcome, byte[] sense, long residual);

    /**
     * It ended without an answer.
     *
     * @param cause a few words
     */
    protected abstract void unanswered(String cause);

    /** It will not be sent. */
    public final void end(String cause) {
        unanswered(cause);
    }
}
