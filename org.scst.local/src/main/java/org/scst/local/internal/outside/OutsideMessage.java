package org.scst.local.internal.outside;

/**
 * What a process that speaks for initiators says and is told, over a stream socket; numbers are in the machine's order.
 *
 * <pre>
 *   every message     0 length, all of it   4 type
 *   HELLO             8 version   12 bytes of memory wanted   16 name length   20 TransportID length   24 name, TransportID
 *   WELCOME           8 version   12 bytes of memory   16 most commands   20 -     with the descriptor of the memory
 *   COMMAND           8 tag   16 LUN (8 bytes as SAM has them)   24 Data-Out offset   28 length   32 Data-In offset   36 length
 *                     40 task attribute   42 CDB length (2 bytes)   44 CDB
 *   RESPONSE          8 tag   16 status   17 answered   18 sense length (2 bytes)   20 residual   24 Data-In bytes   28 sense
 *   MANAGE            8 tag   16 LUN   24 tag of the command   32 function   36 -
 *   MANAGED           8 tag   16 service response   20 -
 *   EVENT             8 LUN   16 sense length   20 -   24 sense
 *   REFUSAL           8 text, cause and cure; the connection ends
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 */
final class OutsideMessage {
    static final int VERSION = 1;
    static final int HEADER = 8;
    static final int MOST = 1024;

    static final int HELLO = 1;
    static final int COMMAND = 2;
    static final int MANAGE = 3;
    static final int WELCOME = 0x81;
    static final int RESPONSE = 0x82;
    static final int MANAGED = 0x83;
    static final int EVENT = 0x84;
    static final int REFUSAL = 0xFF;

    static final int HELLO_LENGTH = 24;
    static final int COMMAND_LENGTH = 44;
    static final int MANAGE_LENGTH = 40;

    private OutsideMessage() {}
}
