package org.scst.runtime.deployment;

/** A jar that is not taken, and nothing was touched: the message is the cause. */
public final class DeploymentRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String cure;

    /** Refuses. */
    public DeploymentRefusedException(String cause, String cure) {
        super(cause);
        this.cure = cure;
    }

    /** What helps, one sentence. */
    public String cure() {
        return cure;
    }
}
