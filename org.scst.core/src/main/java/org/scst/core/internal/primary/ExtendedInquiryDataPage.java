package org.scst.core.internal.primary;

import org.scst.core.device.VpdPage;
import org.scst.core.scsi.Sense;

/**
 * The Extended INQUIRY Data page (86h): the task attributes, unit attention conditions cleared for one nexus at a time, and how long
 * sense data gets.
 *
 * <p><i>Threading:</i> immutable.
 */
final class ExtendedInquiryDataPage implements VpdPage {
    private static final int CONTENT_LENGTH = 0x3C;
    private static final int HEADSUP_ORDSUP_SIMPSUP = 0x07;
    private static final int LUICLR = 0x01;

    /** SPT: types 1, 2 and 3; GRD_CHK, APP_CHK, REF_CHK. */
    private static final int ALL_TYPES_ALL_CHECKS = 7 << 3 | 7;

    private final boolean protectable;

    ExtendedInquiryDataPage(boolean protectable) {
        this.protectable = protectable;
    }

    @Override
    public int pageCode() {
        return 0x86;
    }

    @Override
    public byte[] content() {
        byte[] content = new byte[CONTENT_LENGTH];
        content[0] = (byte) (protectable ? ALL_TYPES_ALL_CHECKS : 0);
        content[1] = HEADSUP_ORDSUP_SIMPSUP;
        content[3] = LUICLR;
        content[9] = Sense.MAX_LENGTH;
        return content;
    }
}
