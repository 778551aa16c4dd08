package org.scst.iscsi.internal.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.SessionTrace;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.pdu.LoginResponse;
import org.scst.iscsi.internal.pdu.NopIn;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

class TracesTest {
    private static final String INITIATOR = "iqn.2026-11.org.example:initiator";
    private static final int HEADERS = 14 + 20 + 20;
    private static final long LIMIT = 1 << 20;

    @TempDir
    Path folder;

    private final Traces traces = new Traces(() -> Instant.ofEpochSecond(7));

    /** Answers logins with full feature phase, and everything then with a NOP-In of the same data. */
    private static final class Echo implements Phase {
        final Connection connection;
        private boolean loggedIn;

        Echo(Connection connection) {
            this.connection = connection;
        }

        @Override
        public int maximumDataSegmentLength() {
            return 1 << 20;
        }

        @Override
        public void pduReceived(ByteBuf buffer, int header, int data, int length) {
            if (loggedIn) {
                NopIn nopIn = new NopIn();
                connection.output().beginWithStatus(nopIn);
                connection.output().finish(nopIn, Unpooled.copiedBuffer(buffer.slice(data, length)));
                return;
            }
            LoginResponse response = new LoginResponse();
            connection.output().beginWithStatus(response);
            boolean last = (buffer.getByte(header + 1) & 0x80) != 0;
            response.stage(last, false, 1, last ? 3 : 0);
            connection.output().finish(response);
            loggedIn = last;
        }

        @Override
        public void dataDigestFailed(ByteBuf buffer, int header) {}

        @Override
        public void closeRequested(String reason, boolean withdrawal) {}

        @Override
        public void connectionLost() {}
    }

    private WireChannel connect(Consumer<Connection> begun) {
        return new WireChannel(
                new InetSocketAddress("127.0.0.1", 13260),
                new Connection(WireChannel.badPeers(), WireChannel.memory(), connection -> {
                    begun.accept(connection);
                    return new Echo(connection);
                }));
    }

    private SessionTrace.Recording record(String name) throws IOException {
        return traces.begin(INITIATOR, folder.resolve(name), LIMIT);
    }

    private static WirePdu login(int flags, String... pairs) {
        return WirePdu.login(flags, 1, 0, pairs);
    }

    /** The bytes of one direction, in their packets' order; sequence numbers must leave no gap. */
    private byte[] stream(String name, boolean fromInitiator) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 60; at < in.limit(); at += in.getInt(at + 4)) {
            assertEquals(7_000_000_000L, in.getLong(at + 12), "time");
            int length = in.getInt(at + 20);
            byte[] frame = Arrays.copyOfRange(in.array(), at + 28, at + 28 + length);
            boolean that = ByteBuffer.wrap(frame).getShort(36) == 3260;
            if (that == fromInitiator && length > HEADERS) {
                assertEquals(1 + bytes.size(), ByteBuffer.wrap(frame).getInt(38), "sequence number");
                bytes.write(frame, HEADERS, length - HEADERS);
            }
        }
        return bytes.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldWriteALoginAndWhatFollowsWithoutTheSecret() throws IOException {
        SessionTrace.Recording recording = record("a");
        try (WireChannel wire = connect(traces::begun)) {
            wire.exchange(login(0x04, "InitiatorName=" + INITIATOR.toUpperCase(Locale.ROOT), "CHAP_R=0x11"));
            wire.exchange(login(0x87, "CHAP_R=0x2233"));
            assertEquals(
                    40_000,
                    wire.exchange(WirePdu.nopOut(1, 1).data(new byte[40_000])).data().length);
        }
        recording.close();

        byte[] sent = stream("a", true);
        assertTrue(text(sent).contains("InitiatorName="));
        assertTrue(text(sent).contains("CHAP_R=xxxx\0"));
        assertFalse(text(sent).contains("0x11") || text(sent).contains("0x2233"));
        ByteBuffer received = ByteBuffer.wrap(stream("a", false));
        assertEquals(0x23, WirePdu.read(received, false, false).opcode());
        assertEquals(0x23, WirePdu.read(received, false, false).opcode());
        assertEquals(40_000, WirePdu.read(received, false, false).data().length);
        assertFalse(received.hasRemaining());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))));
        assertEquals(0, recording.missed());
    }

    @Test
    void shouldWriteNothingOfOtherInitiators() throws IOException {
        SessionTrace.Recording recording = record("a");
        try (WireChannel wire = connect(traces::begun)) {
            wire.exchange(login(0x87, "InitiatorName=" + INITIATOR + "2"));
            wire.exchange(WirePdu.nopOut(1, 1));
        }
        recording.close();

        assertEquals(0, recording.packets());
        assertEquals(60, Files.size(folder.resolve("a")));
    }

    @Test
    void shouldBeginWithAWholePduInASessionThatGoesOn() throws IOException {
        Connection[] known = new Connection[1];
        SessionTrace.Recording recording;
        try (WireChannel wire = connect(connection -> known[0] = connection)) {
            wire.exchange(login(0x87, "InitiatorName=" + INITIATOR));
            byte[] ping = WirePdu.nopOut(1, 1).data(new byte[100]).bytes();
            wire.sendRaw(Arrays.copyOf(ping, 60));
            recording = record("a");
            traces.attach(known[0], recording);
            traces.attach(known[0], recording);
            wire.sendRaw(Arrays.copyOfRange(ping, 60, ping.length));
            wire.receivedOne();
        }
        recording.close();

        ByteBuffer sent = ByteBuffer.wrap(stream("a", true));
        assertEquals(100, WirePdu.read(sent, false, false).data().length);
        assertFalse(sent.hasRemaining(), "and only once");
        assertEquals(
                0x20,
                WirePdu.read(ByteBuffer.wrap(stream("a", false)), false, false).opcode());
    }

    @Test
    void shouldEndAtItsLimitAndLeaveTheConnectionAlone() throws IOException {
        Connection[] known = new Connection[1];
        SessionTrace.Recording recording = traces.begin(INITIATOR, folder.resolve("a"), 4096);
        try (WireChannel wire = connect(connection -> {
            known[0] = connection;
            traces.begun(connection);
        })) {
            wire.exchange(login(0x87, "InitiatorName=" + INITIATOR));
            wire.exchange(WirePdu.nopOut(1, 1).data(new byte[8000]));
            recording.close();
            assertEquals("the limit of 4096 bytes is reached", recording.ended().orElseThrow());
            wire.exchange(WirePdu.nopOut(2, 2));
            assertTrue(wire.open());
            assertEquals(1, known[0].context().pipeline().toMap().size(), "nothing of the trace is left");
        }
        assertTrue(Files.size(folder.resolve("a")) <= 4096);
        assertTrue(recording.packets() > 0);
    }

    @Test
    void shouldLeaveNothingInConnectionsWhenTheDriverStops() throws IOException {
        Connection[] known = new Connection[1];
        SessionTrace.Recording recording = record("a");
        try (WireChannel wire = connect(connection -> {
            known[0] = connection;
            traces.begun(connection);
        })) {
            wire.exchange(login(0x87, "InitiatorName=" + INITIATOR));
            traces.close();
            assertTrue(wire.open());
            assertEquals(1, known[0].context().pipeline().toMap().size());
        }
        recording.close();
        assertEquals("the driver has stopped", recording.ended().orElseThrow());
    }

    @Test
    void shouldLookAtNoConnectionWhileThereIsNoTrace() throws IOException {
        Connection[] known = new Connection[1];
        record("a").close();
        try (WireChannel wire = connect(connection -> {
            known[0] = connection;
            traces.begun(connection);
        })) {
            wire.exchange(login(0x87, "InitiatorName=" + INITIATOR));
            assertEquals(1, known[0].context().pipeline().toMap().size());
        }
    }

    @Test
    void shouldNotGatherALoginWithoutAName() throws IOException {
        SessionTrace.Recording recording = record("a");
        Connection[] known = new Connection[1];
        try (WireChannel wire = connect(connection -> {
            known[0] = connection;
            traces.begun(connection);
        })) {
            for (int i = 0; i < 20; i++) {
                wire.exchange(WirePdu.login(0x04, 1, 0).data(new byte[8192]));
            }
            assertTrue(wire.open());
            assertEquals(1, known[0].context().pipeline().toMap().size(), "it is looked at no longer");
        }
        recording.close();
        assertEquals(0, recording.packets());
    }

    @Test
    void shouldOverwriteNoFileAndWantRoom() throws IOException {
        Files.writeString(folder.resolve("mine"), "precious");
        assertThrows(FileAlreadyExistsException.class, () -> record("mine"));
        assertEquals("precious", Files.readString(folder.resolve("mine")));
        assertThrows(IllegalArgumentException.class, () -> traces.begin(INITIATOR, folder.resolve("small"), 100));
    }
}
