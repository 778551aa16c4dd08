package org.scst.core.internal.spool;

import java.util.List;
import org.scst.core.scsi.Sense;

/**
 * An I_T_L nexus at the moment of the stop.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param lun the LUN's number
 * @param device name of the device that stood there
 * @param reserves whether the nexus held a RESERVE
 * @param preventsRemoval whether it prevented the removal of the medium
 * @param faulted whether an ACA condition lasted
 * @param attentions its pending unit attention conditions, oldest first
 */
public record SpooledLogicalUnit(
        int lun, String device, boolean reserves, boolean preventsRemoval, boolean faulted, List<Sense> attentions) {

    /** Copies its arguments. */
    public SpooledLogicalUnit {
        attentions = List.copyOf(attentions);
    }
}
