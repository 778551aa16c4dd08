package org.scst.local.internal.vhost;

/** Something that neither a driver in a guest nor a hypervisor may do: the connection ends with it. */
final class GuestException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param cause half a sentence */
    GuestException(String cause) {
        super(cause);
    }
}
