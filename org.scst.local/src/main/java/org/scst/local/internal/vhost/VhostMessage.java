package org.scst.local.internal.vhost;

/**
 * Numbers of the vhost-user protocol's requests, and its features.
 *
 * <pre>
 *   0 request   4 flags: version (1-0), reply (2), reply wanted (3)   8 size of what follows      (12 bytes, in the machine's order)
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 */
final class VhostMessage {
    static final int HEADER = 12;
    static final int MOST_PAYLOAD = 8 + GuestMemory.MOST_REGIONS * 32;
    static final int VERSION = 1;
    static final int VERSION_MASK = 3;
    static final int REPLY = 1 << 2;
    static final int WANTS_REPLY = 1 << 3;

    static final int GET_FEATURES = 1;
    static final int SET_FEATURES = 2;
    static final int SET_OWNER = 3;
    static final int RESET_OWNER = 4;
    static final int SET_MEM_TABLE = 5;
    static final int SET_VRING_NUM = 8;
    static final int SET_VRING_ADDR = 9;
    static final int SET_VRING_BASE = 10;
    static final int GET_VRING_BASE = 11;
    static final int SET_VRING_KICK = 12;
    static final int SET_VRING_CALL = 13;
    static final int SET_VRING_ERR = 14;
    static final int GET_PROTOCOL_FEATURES = 15;
    static final int SET_PROTOCOL_FEATURES = 16;
    static final int GET_QUEUE_NUM = 17;
    static final int SET_VRING_ENABLE = 18;

    /** VIRTIO_SCSI_F_HOTPLUG and VIRTIO_SCSI_F_CHANGE, indirect descriptors, protocol features, VIRTIO_F_VERSION_1. */
    static final long FEATURES = 1L << 1 | 1L << 2 | 1L << 28 | 1L << 30 | 1L << 32;

    static final long PROTOCOL_FEATURES_FEATURE = 1L << 30;

    /** Several queues, replies on request. */
    static final long PROTOCOL_FEATURES = 1L | 1L << 3;

    private VhostMessage() {}
}
