package org.scst.vdisk.internal.disk;

import java.util.List;
import org.scst.core.device.LogPage;

/**
 * Log pages whose values never change, for want of anything to measure.
 *
 * <p><i>Threading:</i> immutable.
 */
enum FixedLogPage implements LogPage {
    /** Temperature (0Dh): FFh stands for a temperature that cannot be had. */
    TEMPERATURE(0x0D, new Parameter(0, 3, new byte[] {0, -1}), new Parameter(1, 3, new byte[] {0, -1})),
    /** Solid State Media (11h), not for rotating media: PERCENTAGE USED ENDURANCE INDICATOR is 0, for nothing wears out. */
    SOLID_STATE_MEDIA(0x11, new Parameter(1, 3, new byte[4])),
    /** Informational Exceptions (2Fh): none, as DEXCPT in mode page 1Ch says; no temperature. */
    INFORMATIONAL_EXCEPTIONS(0x2F, new Parameter(0, 3, new byte[] {0, 0, -1, 0}));

    private final int pageCode;
    private final List<Parameter> parameters;

    FixedLogPage(int pageCode, Parameter... parameters) {
        this.pageCode = pageCode;
        this.parameters = List.of(parameters);
    }

    @Override
    public int pageCode() {
        return pageCode;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }
}
