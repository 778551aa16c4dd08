package org.scst.core.device;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One mode page or subpage: its facts. The current and saved values belong to core.
 *
 * <p><b>Purpose.</b> Default and changeable values, and a check of new ones. <b>Threading.</b> Called on any nexus's executor.
 * <b>Blocking.</b> Not allowed. <b>Ownership.</b> Arrays are the caller's. <b>Required or optional.</b> As marked.
 */
@ConsumerType
public interface ModePage {

    /** PAGE CODE, 00h to 3Eh. */
    int pageCode();

    /** SUBPAGE CODE, 0 for the page_0 format. */
    default int subpageCode() {
        return 0;
    }

    /** The values after creation, from the byte behind the page's length field on. */
    byte[] defaults();

    /** A one for each bit that MODE SELECT may change, same length. */
    byte[] changeable();

    /**
     * Checks values that differ from the current ones only in changeable bits.
     *
     * @return index of the byte that cannot be accepted, or -1
     */
    default int check(byte[] values) {
        return -1;
    }
}
