package org.scst.passthru.internal.generic;

/**
 * How a command of a real device ended, as kernel, adapter and device say.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param error of the call, a number of {@link org.scst.core.linux.Errno}; 0 when the command was accepted
 * @param status the STATUS byte
 * @param hostStatus the adapter driver's, see {@link HostStatus}
 * @param driverStatus the SCSI mid-layer's; of its values only a time-out matters
 * @param residual bytes of the request that were not transferred
 * @param sense what the device gave with it; empty when nothing
 */
public record Completion(int error, int status, int hostStatus, int driverStatus, int residual, byte[] sense) {
    private static final byte[] NO_SENSE = {};
    private static final int DRIVER_TIMEOUT = 0x06;
    private static final int SUGGESTIONS = 0xF0;
    private static final int CHECK_CONDITION = 0x02;

    /** The call was refused; the device has seen nothing. */
    public static Completion refused(int error) {
        return new Completion(error, 0, 0, 0, 0, NO_SENSE);
    }

    /** Whether it ended GOOD, and nothing else is to be said. */
    public boolean good() {
        return error == 0 && status == 0 && hostStatus == 0 && !timedOut();
    }

    /** Whether it ended CHECK CONDITION. */
    public boolean checkCondition() {
        return error == 0 && status == CHECK_CONDITION;
    }

    /** Whether the kernel gave up waiting for it. */
    public boolean timedOut() {
        return (driverStatus & ~SUGGESTIONS) == DRIVER_TIMEOUT || hostStatus == HostStatus.TIME_OUT;
    }

    /** Bytes that were transferred, of so many. */
    public int transferred(int length) {
        return error != 0 ? 0 : Math.max(0, Math.min(length, length - residual));
    }
}
