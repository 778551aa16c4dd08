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

    @Override
    public int pageCode() {
        return 0x86;
    }

    @Override
    public byte[] content() {
        byte[] content = new byte[CONTENT_LENGTH];
        content[1] = HEADSUP_ORDSUP_SIMPSUP;
        content[3] = LUICLR;
        content[9] = Sense.MAX_DESCRIPTOR_LENGTH;
        return content;
    }
}
