package org.scst.runtime.itest.initiator;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One session with one connection (RFC 7143), every PDU by hand: operational login without authentication, SCSI commands with
 * immediate data only, one answer awaited after the other. When the target asks for a logout it gets one.
 *
 * <p><i>Threading:</i> confined to one thread. <i>Ownership:</i> owns its connection.
 */
public final class IscsiInitiator implements AutoCloseable {
    private static final int BHS = 48;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int NO_TAG = -1;
    private static final int LOGIN_REQUEST = 0x43;
    private static final int SCSI_COMMAND = 0x01;
    private static final int LOGIN_RESPONSE = 0x23;
    private static final int SCSI_RESPONSE = 0x21;
    private static final int DATA_IN = 0x25;
    private static final int NOP_IN = 0x20;
    private static final int ASYNC_MESSAGE = 0x32;
    private static final int LOGOUT_RESPONSE = 0x26;
    private static final int SCSI_EVENT = 0;
    private static final int LOGOUT_REQUESTED = 1;

    private final SocketChannel channel;
    private final InputStream input;
    private final Map<Integer, ByteArrayOutputStream> dataIn = new HashMap<>();
    private final Map<Integer, Answer> answers = new HashMap<>();
    private int nextTag = 1;
    private int cmdSN = 1;
    private int expStatSN;
    private boolean logoutRequested;

    private IscsiInitiator(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        channel.socket().setTcpNoDelay(true);
        this.input = channel.socket().getInputStream();
    }

    /**
     * Connects and logs in.
     *
     * @param isid the last four bytes of the ISID; the same again means the same initiator port
     * @throws IOException when the connection or the login is refused
     */
    public static IscsiInitiator login(InetSocketAddress portal, String target, String name, int isid)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.connect(portal);
            IscsiInitiator initiator = new IscsiInitiator(channel);
            initiator.login(target, name, isid);
            return initiator;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void login(String target, String name, int isid) throws IOException {
        String keys = String.join(
                        "\0",
                        "InitiatorName=" + name,
                        "TargetName=" + target,
                        "SessionType=Normal",
                        "HeaderDigest=None",
                        "DataDigest=None",
                        "ImmediateData=Yes",
                        "MaxRecvDataSegmentLength=262144")
                + "\0";
        ByteBuffer header = ByteBuffer.allocate(BHS);
        // Transit from operational negotiation to the full feature phase.
        header.put(0, (byte) LOGIN_REQUEST).put(1, (byte) 0x87);
        header.put(8, (byte) 0x80).putInt(10, isid).putInt(16, 0).putInt(24, cmdSN);
        send(header, keys.getBytes(StandardCharsets.UTF_8));
        ByteBuffer response = receive();
        int status = response.getShort(36) & 0xFFFF;
        boolean through = (response.get(1) & 0x83) == 0x83;
        if (response.get(0) != LOGIN_RESPONSE || status != 0 || !through) {
            throw new IOException("login refused: opcode %02x, status %04x, flags %02x"
                    .formatted(response.get(0), status, response.get(1)));
        }
        expStatSN = response.getInt(24) + 1;
    }

    /** A command without data from the initiator. */
    public Answer command(int lun, byte[] cdb, int expectedIn) throws IOException {
        return await(send(lun, cdb, expectedIn, new byte[0]));
    }

    /**
     * Reads logical blocks.
     *
     * @throws IOException when the status is not GOOD
     */
    public byte[] read(int lun, int lba, int blocks) throws IOException {
        Answer answer = command(lun, Cdbs.read(lba, blocks), blocks * Cdbs.BLOCK);
        if (!answer.good()) {
            throw new IOException("READ of block " + lba + " of LUN " + lun + " was answered with " + answer);
        }
        return answer.data();
    }

    /** Writes logical blocks. */
    public Answer write(int lun, int lba, byte[] data) throws IOException {
        return await(send(lun, Cdbs.write(lba, data.length / Cdbs.BLOCK), 0, data));
    }

    /**
     * Takes what is pending: sends TEST UNIT READY until it is not answered with a unit attention.
     *
     * @return sense of the unit attentions in their order; then, unless it was GOOD, of the last answer
     */
    public List<String> clearAttentions(int lun) throws IOException {
        List<String> seen = new ArrayList<>();
        Answer answer;
        do {
            answer = command(lun, Cdbs.testUnitReady(), 0);
            if (!answer.good()) {
                seen.add(answer.senseCode());
            }
        } while (answer.senseCode().startsWith("6/"));
        return seen;
    }

    /**
     * Sends a command and does not wait.
     *
     * @return its initiator task tag, for {@link #await}
     */
    public int send(int lun, byte[] cdb, int expectedIn, byte[] out) throws IOException {
        int tag = nextTag++;
        int direction = (expectedIn > 0 ? 0x40 : 0) | (out.length > 0 ? 0x20 : 0);
        ByteBuffer header = ByteBuffer.allocate(BHS);
        header.put(0, (byte) SCSI_COMMAND).put(1, (byte) (0x81 | direction));
        header.putShort(8, (short) lun).putInt(16, tag).putInt(20, Math.max(expectedIn, out.length));
        header.putInt(24, cmdSN++).putInt(28, expStatSN).put(32, cdb);
        send(header, out);
        return tag;
    }

    /** Waits for the answer to a command. */
    public Answer await(int tag) throws IOException {
        while (!answers.containsKey(tag)) {
            if (!take(receive())) {
                throw new EOFException("the target ends the connection");
            }
        }
        return answers.remove(tag);
    }

    /** Waits until the target ends the connection or asks for that, logs out if it is to, and closes it. */
    public void awaitEnd() throws IOException {
        try {
            boolean wanted = true;
            while (wanted) {
                wanted = take(receive());
            }
            if (logoutRequested) {
                logout();
            }
        } catch (EOFException end) {
            // What was awaited.
        } finally {
            close();
        }
    }

    /** Ends the session in order. */
    public void logout() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(BHS);
        header.put(0, (byte) 0x46).put(1, (byte) 0x80).putInt(16, nextTag++);
        header.putInt(24, cmdSN).putInt(28, expStatSN);
        send(header, new byte[0]);
        ByteBuffer response = receive();
        while (response.get(0) != LOGOUT_RESPONSE) {
            take(response);
            response = receive();
        }
        close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean take(ByteBuffer pdu) throws IOException {
        int tag = pdu.getInt(16);
        switch (pdu.get(0)) {
            case DATA_IN -> {
                takeData(tag, pdu);
                if ((pdu.get(1) & 0x01) != 0) {
                    ended(pdu);
                    finish(tag, pdu.get(3) & 0xFF, new byte[0]);
                }
            }
            case SCSI_RESPONSE -> {
                ended(pdu);
                int length = segmentLength(pdu) == 0 ? 0 : pdu.getShort(BHS) & 0xFFFF;
                byte[] sense = length == 0 ? new byte[0] : Arrays.copyOfRange(pdu.array(), BHS + 2, BHS + 2 + length);
                finish(tag, pdu.get(3) & 0xFF, sense);
            }
            case NOP_IN -> answerNop(pdu);
            case ASYNC_MESSAGE -> {
                ended(pdu);
                logoutRequested = pdu.get(36) == LOGOUT_REQUESTED;
                return pdu.get(36) == SCSI_EVENT;
            }
            default -> throw new IOException("unexpected PDU, opcode %02x".formatted(pdu.get(0)));
        }
        return true;
    }

    private void takeData(int tag, ByteBuffer pdu) throws IOException {
        ByteArrayOutputStream data = dataIn.computeIfAbsent(tag, t -> new ByteArrayOutputStream());
        if (pdu.getInt(40) != data.size()) {
            throw new IOException("Data-In at offset " + pdu.getInt(40) + " instead of " + data.size());
        }
        data.write(pdu.array(), BHS, segmentLength(pdu));
    }

    private void finish(int tag, int status, byte[] sense) {
        ByteArrayOutputStream data = dataIn.remove(tag);
        answers.put(tag, new Answer(status, sense, data == null ? new byte[0] : data.toByteArray()));
    }

    private void ended(ByteBuffer pdu) {
        expStatSN = pdu.getInt(24) + 1;
    }

    private void answerNop(ByteBuffer pdu) throws IOException {
        if (pdu.getInt(20) == NO_TAG) {
            return;
        }
        ByteBuffer header = ByteBuffer.allocate(BHS);
        header.put(0, (byte) 0x40)
                .put(1, (byte) 0x80)
                .putLong(8, pdu.getLong(8))
                .putInt(16, NO_TAG);
        header.putInt(20, pdu.getInt(20)).putInt(24, cmdSN).putInt(28, expStatSN);
        send(header, new byte[0]);
    }

    private void send(ByteBuffer header, byte[] data) throws IOException {
        header.putInt(4, data.length);
        ByteBuffer pdu = ByteBuffer.allocate(BHS + padded(data.length));
        pdu.put(0, header.array()).put(BHS, data);
        while (pdu.hasRemaining()) {
            channel.write(pdu);
        }
    }

    private ByteBuffer receive() throws IOException {
        byte[] header = input.readNBytes(BHS);
        if (header.length < BHS) {
            throw new EOFException("the target closed the connection");
        }
        int length = segmentLength(ByteBuffer.wrap(header));
        byte[] pdu = Arrays.copyOf(header, BHS + length);
        int got = input.readNBytes(pdu, BHS, length);
        input.skipNBytes(padded(length) - (long) length);
        if (got < length) {
            throw new EOFException("the target closed the connection");
        }
        return ByteBuffer.wrap(pdu);
    }

    private static int segmentLength(ByteBuffer header) {
        return header.getInt(4) & 0xFFFFFF;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
