package org.scst.core.device;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One log page.
 *
 * <p><b>Purpose.</b> Gives its log parameters, by ascending code. <b>Threading.</b> Called on any nexus's executor. <b>Blocking.</b>
 * Not allowed. <b>Ownership.</b> The result is the caller's. <b>Required or optional.</b> Both required.
 */
@ConsumerType
public interface LogPage {

    /** PAGE CODE, 01h to 3Eh. */
    int pageCode();

    /** What is to be said now. */
    List<Parameter> parameters();

    /**
     * One log parameter. Nothing of it is saved, and no threshold is compared with it.
     *
     * @param code PARAMETER CODE
     * @param format FORMAT AND LINKING: 0 counter, 1 ASCII list, 3 binary list
     * @param value from the byte behind PARAMETER LENGTH on, 255 at most
     */
    record Parameter(int code, int format, byte[] value) {}
}
