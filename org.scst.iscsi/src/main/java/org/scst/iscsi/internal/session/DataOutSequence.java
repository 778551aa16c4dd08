package org.scst.iscsi.internal.session;

/**
 * A sequence of Data-Out PDUs that the initiator owes: the answer to one R2T, or the unsolicited data of a command
 * (RFC 7143 11.7). Its last PDU carries the F bit; DataSN counts from zero in it, offsets rise without a gap.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class DataOutSequence {
    private boolean open;
    private int transferTag;
    private int dataSN;
    private int position;
    private int end;

    /** The sequence may bring bytes from {@code offset} to {@code limit}. */
    void open(int tag, int offset, int limit) {
        open = true;
        transferTag = tag;
        dataSN = 0;
        position = offset;
        end = limit;
    }

    void close() {
        open = false;
    }

    /** Whether its last PDU is still to come. */
    boolean isOpen() {
        return open;
    }

    int transferTag() {
        return transferTag;
    }

    /** Where the next byte belongs in the command's data. */
    int position() {
        return position;
    }

    /** Bytes that may still come. */
    int remaining() {
        return end - position;
    }

    /** Whether this DataSN is the next. */
    boolean inOrder(int number) {
        return number == dataSN;
    }

    /** Goes on after {@code number}, whatever was missing before it. */
    void countPdu(int number) {
        dataSN = number + 1;
    }

    void advance(int bytes) {
        position += bytes;
    }
}
