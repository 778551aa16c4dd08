package org.scst.iscsi.internal.pdu;

/**
 * Why a PDU is rejected (RFC 7143 11.17.1).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum RejectReason {
    /** The data digest did not match. */
    DATA_DIGEST_ERROR(0x02),
    /** A SNACK could not be served. */
    SNACK_REJECT(0x03),
    /** The PDU breaks a rule of the protocol. */
    PROTOCOL_ERROR(0x04),
    /** The PDU is well formed but not supported here. */
    COMMAND_NOT_SUPPORTED(0x05),
    /** Too many immediate commands. */
    IMMEDIATE_COMMAND_REJECT(0x06),
    /** The task is in progress. */
    TASK_IN_PROGRESS(0x07),
    /** The acknowledgement names data that was not sent. */
    INVALID_DATA_ACK(0x08),
    /** A field has a value that it must not have. */
    INVALID_PDU_FIELD(0x09),
    /** No Target Transfer Tag could be generated. */
    LONG_OPERATION_REJECT(0x0a),
    /** A logout is awaited, nothing else. */
    WAITING_FOR_LOGOUT(0x0c);

    private final int code;

    RejectReason(int code) {
        this.code = code;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }
}
