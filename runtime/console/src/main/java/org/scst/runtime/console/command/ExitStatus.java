package org.scst.runtime.console.command;

/** How a command ended, as scripts see it. */
public enum ExitStatus {
    /** Done. */
    DONE(0),
    /** Failed, and nothing was changed. */
    FAILED(1),
    /** The words were not understood. */
    USAGE(2),
    /** Something was changed, but not everything is as it was asked for. */
    PARTLY(3),
    /** There is no running platform. */
    NOT_RUNNING(4),
    /** It would touch live sessions and was not told to. */
    NEEDS_FORCE(5);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** The process's exit status. */
    public int code() {
        return code;
    }
}
