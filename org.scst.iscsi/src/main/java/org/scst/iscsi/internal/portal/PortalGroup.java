package org.scst.iscsi.internal.portal;

/**
 * All portals are one portal group, of every target: SendTargets, the first Login Response (RFC 7143 13.9), the name of the SCSI port and
 * a name service say the same.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class PortalGroup {
    /** The portal group tag, 0 to 65535. */
    public static final int TAG = 1;

    private PortalGroup() {}
}
