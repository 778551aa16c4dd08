package org.scst.passthru.internal.generic;

/**
 * What the driver of an adapter says of a command, the DID codes of Linux ({@code scsi/scsi_status.h} of the kernel).
 *
 * <p><i>Threading:</i> immutable.
 */
public final class HostStatus {
    public static final int OK = 0x00;
    public static final int NO_CONNECT = 0x01;
    public static final int BUS_BUSY = 0x02;
    public static final int TIME_OUT = 0x03;
    public static final int BAD_TARGET = 0x04;
    public static final int ABORT = 0x05;
    public static final int PARITY = 0x06;
    public static final int RESET = 0x08;
    public static final int SOFT_ERROR = 0x0B;
    public static final int IMMEDIATE_RETRY = 0x0C;
    public static final int REQUEUE = 0x0D;
    public static final int TRANSPORT_DISRUPTED = 0x0E;
    public static final int TRANSPORT_FAIL_FAST = 0x0F;
    public static final int NEXUS_FAILURE = 0x11;
    public static final int ALLOCATION_FAILURE = 0x12;
    public static final int MEDIUM_ERROR = 0x13;
    public static final int TRANSPORT_MARGINAL = 0x14;

    private HostStatus() {}
}
