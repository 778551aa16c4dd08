package org.scst.core.internal.nexus;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.CommandHandler;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/**
 * What a child command does at a logical unit in the name of another command of the same nexus, and who hears of it. Core stands in
 * for both its driver and its handler; everything between them is as with a command that the initiator has sent itself: task set,
 * fence, reservations, write protection, range, deadline, abort.
 *
 * <p><i>Threading:</i> on the nexus's executor, but for {@link CommandHandler#processBlocking}.
 */
public interface ChildWork extends CommandHandler {
    /** Its logical unit is not where it was found any more. */
    Outcome NOT_REACHABLE = Outcome.check(SenseKey.COPY_ABORTED, AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE);

    /** As what it is judged; it skips unit attention conditions, for those are the initiator's. */
    CommandDescriptor row();

    /** Its CDB, as the row reads it. */
    byte[] cdb();

    /**
     * Its Data-In, before it has ended.
     *
     * @param data taken
     */
    default void data(ByteBuf data) {
        data.release();
    }

    /**
     * How it ended: the next child may begin.
     *
     * @param outcome {@code null} when it was aborted
     */
    void ended(Outcome outcome);

    /** Storage has nothing of it any more. As a rule right after it has ended; later when storage did not answer in time. */
    default void left() {}
}
