package org.scst.core.internal.copy;

import org.scst.core.internal.nexus.CopyOperations;

/**
 * How much one copy may ask for: said by RECEIVE COPY OPERATING PARAMETERS and the Third-party Copy VPD page, and kept by the
 * commands.
 *
 * <p><i>Threading:</i> constants.
 */
final class CopyLimits {
    /** MAXIMUM CSCD DESCRIPTOR COUNT. */
    static final int CSCD_DESCRIPTORS = 64;

    /** MAXIMUM SEGMENT DESCRIPTOR COUNT. */
    static final int SEGMENT_DESCRIPTORS = 256;

    /** MAXIMUM DESCRIPTOR LIST LENGTH: as many of both as there may be. */
    static final int DESCRIPTOR_LIST_BYTES =
            CSCD_DESCRIPTORS * CscdDescriptor.LENGTH + SEGMENT_DESCRIPTORS * SegmentDescriptor.MOST_BYTES;

    /** MAXIMUM SEGMENT LENGTH: what a segment descriptor can ask for at most. */
    static final long SEGMENT_BYTES = 0xFFFF_FFFFL;

    /** MAXIMUM INLINE DATA LENGTH. */
    static final int INLINE_BYTES = 0;

    /** MAXIMUM CONCURRENT COPIES of one I_T_L nexus. */
    static final int CONCURRENT_COPIES = CopyOperations.MOST_IN_PROGRESS;

    /** Of one piece that goes through memory. */
    static final int PIECE_BYTES = 512 * 1024;

    /** Of one piece that storage copies by itself. */
    static final int SHARED_PIECE_BYTES = 16 << 20;

    /** MAXIMUM RANGE DESCRIPTORS of a ROD token. */
    static final int RANGE_DESCRIPTORS = 64;

    /** MAXIMUM TOKEN TRANSFER SIZE, in bytes. */
    static final long TOKEN_BYTES = 256L << 20;

    /** MAXIMUM INACTIVITY TIMEOUT of a ROD token, in seconds. */
    static final int INACTIVITY_TIMEOUT = 3600;

    /** DEFAULT INACTIVITY TIMEOUT of a ROD token, in seconds. */
    static final int DEFAULT_INACTIVITY_TIMEOUT = 300;

    /** CSCD DESCRIPTOR ID of the logical unit that has the copy manager. */
    static final int COPY_MANAGER_ID = 0xFFFF;

    private CopyLimits() {}
}
