package org.scst.core.internal.reservation;

/**
 * One service action of PERSISTENT RESERVE OUT.
 *
 * <p><i>Threading:</i> stateless.
 */
public interface ServiceAction {

    /** What it does to a state; it changes nothing itself. */
    Change apply(ReservationState before, Request request);

    /** What its parameter list looks like. */
    default ParameterList.Form form() {
        return ParameterList.Form.BASIC;
    }
}
