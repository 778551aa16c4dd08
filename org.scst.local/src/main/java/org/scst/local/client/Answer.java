package org.scst.local.client;

/**
 * How a command ended.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param answered false when it was aborted, or its nexus has ended: nothing else counts then
 * @param status SAM status
 * @param sense sense data in fixed or descriptor format; empty without
 * @param residual bytes: negative for fewer than there was room for, positive for more
 * @param received bytes of Data-In that stand in the shared memory
 */
public record Answer(boolean answered, int status, byte[] sense, int residual, int received) {
    /** Copies the sense data. */
    public Answer {
        sense = sense.clone();
    }

    /** The sense data, a copy. */
    @Override
    public byte[] sense() {
        return sense.clone();
    }

    /** Whether it has done what it was to do. */
    public boolean isGood() {
        return answered && status == 0;
    }
}
