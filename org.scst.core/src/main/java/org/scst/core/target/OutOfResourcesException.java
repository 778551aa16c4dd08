package org.scst.core.target;

/** There is no memory left for the unsolicited data of one more nexus: its login is to be refused for now. */
public final class OutOfResourcesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param initiatorName whose nexus it would have been */
    public OutOfResourcesException(String initiatorName) {
        super("no memory for the unsolicited data of " + initiatorName);
    }
}
