package org.scst.iscsi.internal.trace;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One direction of a connection before full feature phase: finds whole PDUs, which have no digests then, and masks what is secret in
 * them.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class LoginPdus {
    private static final int HEADER = 48;
    private static final int AHS_OFFSET = 4;
    private static final int STATUS_OFFSET = 36;
    private static final int OPCODE_MASK = 0x3F;
    private static final int LOGIN_REQUEST = 0x03;
    private static final int LOGIN_RESPONSE = 0x23;
    private static final int TRANSIT = 0x80;
    private static final int NEXT_STAGE_MASK = 0x03;
    private static final int FULL_FEATURE_PHASE = 3;
    private static final String NAME = "InitiatorName=";
    /** More than any PDU of a login has: what is longer is none. */
    private static final int LONGEST = 64 * 1024;

    private final SecretMask mask = new SecretMask();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String initiator = "";
    private boolean ended;

    void add(byte[] more) {
        bytes.writeBytes(more);
    }

    /** The next whole PDU, masked; {@code null} when there is none yet. */
    byte[] next() {
        byte[] all = bytes.toByteArray();
        if (all.length < HEADER) {
            return null;
        }
        int data = HEADER + (all[AHS_OFFSET] & 0xFF) * Integer.BYTES;
        int length = ByteBuffer.wrap(all).getInt(AHS_OFFSET) & 0xFFFFFF;
        int total = data + (length + 3 & ~3);
        if (all.length < total) {
            return null;
        }
        bytes.reset();
        bytes.write(all, total, all.length - total);
        byte[] pdu = Arrays.copyOf(all, total);
        look(pdu, data, length);
        return pdu;
    }

    private void look(byte[] pdu, int data, int length) {
        int opcode = pdu[0] & OPCODE_MASK;
        if (opcode == LOGIN_REQUEST || opcode == LOGIN_RESPONSE) {
            mask.mask(pdu, data, length);
        }
        if (opcode == LOGIN_REQUEST && initiator.isEmpty()) {
            for (String pair : new String(pdu, data, length, StandardCharsets.UTF_8).split("\0")) {
                if (pair.startsWith(NAME)) {
                    initiator = pair.substring(NAME.length()).toLowerCase(Locale.ROOT);
                }
            }
        }
        ended = opcode == LOGIN_RESPONSE
                && (pdu[1] & TRANSIT) != 0
                && (pdu[1] & NEXT_STAGE_MASK) == FULL_FEATURE_PHASE
                && pdu[STATUS_OFFSET] == 0;
    }

    /** Who logs in, in lower case; empty as long as it has not said. */
    String initiator() {
        return initiator;
    }

    /** Whether the last PDU was the one behind which full feature phase begins. */
    boolean ended() {
        return ended;
    }

    /** Whether this cannot be a login: nobody would take so long a PDU. */
    boolean hopeless() {
        return bytes.size() > LONGEST;
    }

    /** What is left behind the last PDU. */
    byte[] rest() {
        byte[] rest = bytes.toByteArray();
        bytes.reset();
        return rest;
    }
}
