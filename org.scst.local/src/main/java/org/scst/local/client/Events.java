package org.scst.local.client;

/**
 * Told of what is no answer to a command.
 *
 * <p><b>Threading.</b> Called on the thread that receives. <b>Blocking.</b> Nothing else is received meanwhile.
 */
public interface Events {
    /** Wants to know of nothing. */
    Events IGNORED = new Events() {};

    /**
     * An asynchronous event; what is reported is a unit attention condition as well, which the next command finds.
     *
     * @param lun the eight bytes, first byte most significant
     * @param sense sense data in fixed format
     */
    default void reported(long lun, byte[] sense) {}

    /**
     * The connection has ended, and with it the nexus: the last that is told.
     *
     * @param cause a few words; the platform's own when it has refused something
     */
    default void ended(String cause) {}
}
