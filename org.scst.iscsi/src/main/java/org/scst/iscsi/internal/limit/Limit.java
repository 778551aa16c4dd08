package org.scst.iscsi.internal.limit;

/** A limit by which a connection is turned away, or ended; named by the property that sets it. */
public enum Limit {
    /** So many connections have not logged in, or discover. */
    MAX_LOGINS("max_logins"),
    /** So many of one address. */
    MAX_LOGINS_PER_ADDRESS("max_logins_per_address"),
    /** A login, or a question in discovery, took too long. */
    LOGIN_TIMEOUT("login_timeout"),
    /** Login or Text Requests came too fast. */
    MAX_TEXT_RATE("max_text_rate"),
    /** What connections hold, of the driver or of one target. */
    MAX_MEMORY("max_memory"),
    /** What one session holds. */
    MAX_SESSION_MEMORY("max_session_memory"),
    /** Sessions of one target. */
    MAX_SESSIONS("MaxSessions"),
    /** The mid-layer's memory for data of commands. */
    COMMAND_MEMORY("scst_max_cmd_mem"),
    /** Data or the rest of a PDU did not come, or what is sent was not taken. */
    RSP_TIMEOUT("RspTimeout"),
    /** A sign of life did not come. */
    NOP_IN_TIMEOUT("NopInTimeout");

    private final String property;

    Limit(String property) {
        this.property = property;
    }

    /** As operators write it. */
    public String property() {
        return property;
    }
}
