package org.scst.core.target;

/**
 * A login that a driver has refused, for the operator. Texts may be the initiator's own: core bounds them and makes them
 * printable.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param target the name that was asked for; empty when none was
 * @param initiator who it says it is; empty when it has not said
 * @param address where it connects from
 * @param status the transport's status code and its name, for example {@code 0x0203 NOT_FOUND}
 * @param cause one sentence
 */
public record LoginRefusal(String target, String initiator, String address, String status, String cause) {}
