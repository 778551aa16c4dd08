package org.scst.local.internal.block;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.scst.core.linux.Errno;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TaskAttribute;
import org.scst.local.internal.nexus.Exchange;

/**
 * A command that is sent until it has done what it was to do, or cannot: again at once after a unit attention condition, again a
 * little later when the logical unit is busy, becomes ready, or has aborted it. It has to be one that may be done twice.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop.
 */
abstract class Attempts {
    private static final int MOST_AT_ONCE = 16;
    private static final int MOST_LATER = 300;
    private static final int MOST_UNANSWERED = 8;
    private static final long PAUSE_MILLIS = 100;

    private final Transfer.Destination to;
    private final Sender sender;
    private final byte[] cdb;
    private int atOnce;
    private int later;
    private int unanswered;

    Attempts(Transfer.Destination to, byte[] cdb) {
        this.to = to;
        this.sender = to.sender();
        this.cdb = cdb;
    }

    /** What must be so for a command to be sent, for the first time and again. */
    interface Condition {
        /** Whether it is known to be so. */
        boolean holds();

        /**
         * Has it be known.
         *
         * @param then told of 0, or of the positive error number with which the command fails
         */
        void establish(IntConsumer then);

        /** There was a unit attention condition. */
        void doubt();
    }

    /** A condition that always holds. */
    static Condition told(Runnable ofAttention) {
        return new Condition() {
            @Override
            public boolean holds() {
                return true;
            }

            @Override
            public void establish(IntConsumer then) {
                then.accept(0);
            }

            @Override
            public void doubt() {
                ofAttention.run();
            }
        };
    }

    /** Sends it for the first time; {@link Sender#batchEnded} comes after the last of several. */
    final void begin() {
        if (to.on().holds()) {
            sender.submit(new Attempt());
        } else {
            to.on().establish(error -> {
                if (error != 0) {
                    done(error);
                } else {
                    sender.submit(new Attempt());
                }
            });
        }
    }

    private void again() {
        restart();
        begin();
        sender.batchEnded();
    }

    /** Bytes of Data-Out. */
    int dataOut() {
        return 0;
    }

    /** Bytes of Data-In. */
    int dataIn() {
        return 0;
    }

    /** As {@link Exchange#fill}. */
    void fill(int offset, int length, ByteBuf into) {
        throw new IllegalStateException("this command has no Data-Out");
    }

    /** As {@link Exchange#received}. */
    void received(int offset, ByteBuf data) {
        data.release();
    }

    /** Whether all of its data has to be transferred, for it to be done. */
    boolean isWhole() {
        return true;
    }

    /** What an attempt has brought is void. */
    void restart() {}

    /**
     * It is at its end.
     *
     * @param error 0, or a positive error number
     */
    abstract void done(int error);

    private void ended(Verdict verdict) {
        switch (verdict.next()) {
            case DONE -> done(0);
            case FAIL -> done(verdict.error());
            case AGAIN_AT_ONCE -> {
                atOnce++;
                to.on().doubt();
                if (atOnce > MOST_AT_ONCE) {
                    done(Errno.EIO);
                } else {
                    sender.loop().execute(this::again);
                }
            }
            case AGAIN_LATER -> {
                later++;
                if (later > MOST_LATER) {
                    done(Errno.ETIMEDOUT);
                } else {
                    sender.loop().schedule(this::again, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private final class Attempt extends Exchange {
        Attempt() {
            super(to.lun(), cdb, TaskAttribute.SIMPLE);
        }

        @Override
        protected long dataOut() {
            return Attempts.this.dataOut();
        }

        @Override
        protected long dataIn() {
            return Attempts.this.dataIn();
        }

        @Override
        protected void fill(int offset, int length, ByteBuf into) {
            Attempts.this.fill(offset, length, into);
        }

        @Override
        protected void received(int offset, ByteBuf data) {
            Attempts.this.received(offset, data);
        }

        @Override
        protected void ended(Outcome outcome, byte[] sense, long residual) {
            Verdict verdict = Verdict.of(outcome);
            Attempts.this.ended(residual != 0 && isWhole() ? verdict.butNotDone() : verdict);
        }

        @Override
        protected void unanswered(String cause) {
            unanswered++;
            if (unanswered > MOST_UNANSWERED || sender.isClosed()) {
                done(Errno.EIO);
            } else {
                sender.loop().schedule(Attempts.this::again, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
