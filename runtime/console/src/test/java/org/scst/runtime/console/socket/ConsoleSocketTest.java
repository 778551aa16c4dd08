package org.scst.runtime.console.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scst.runtime.console.HostileWords;
import org.scst.runtime.console.client.ClientProbe;
import org.scst.runtime.console.client.Exchange;
import org.scst.runtime.console.command.CommandProbe;
import org.scst.runtime.console.wire.Frames;
import org.scst.testkit.Eventually;

/** Client and socket together, over a real Unix domain socket. */
class ConsoleSocketTest {

    @TempDir
    private Path folder;

    private Path path;
    private ConsoleSocket socket;

    @BeforeEach
    void openSocket() throws IOException {
        path = folder.resolve("console.sock");
        socket = ConsoleSocket.open(path, CommandProbe.table(folder));
    }

    @AfterEach
    void closeSocket() throws IOException {
        socket.close();
    }

    @Test
    void shouldBeUsableByItsOwnerOnly() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void shouldCarryHostileWordsUnchanged() {
        for (String word : HostileWords.ALL) {
            ClientProbe.Result result = ClientProbe.run(path, folder, "why", "--json", "--", word, word);
            assertEquals(0, result.status(), result.errors());
            assertEquals(CommandProbe.whyDocument(word, word), result.output());
        }
    }

    @Test
    void shouldPassErrorsAndStatus() {
        ClientProbe.Result result = ClientProbe.run(path, folder, "nonsense");
        assertEquals(2, result.status());
        assertEquals("", result.output());
        assertTrue(result.errors().startsWith("Error: there is no command \"nonsense\""), result.errors());
    }

    @Test
    void shouldSayThatNothingIsRunning() throws IOException {
        socket.close();
        ClientProbe.Result result = ClientProbe.run(path, folder, "targets");
        assertEquals(4, result.status());
        assertEquals("not running: start it with ./scst run\n", result.errors());
    }

    @Test
    void shouldReplaceWhatADeadProcessLeft() throws IOException {
        socket.close();
        Files.writeString(path, "left over");
        socket = ConsoleSocket.open(path, CommandProbe.table(folder));
        assertEquals(0, ClientProbe.run(path, folder, "help").status());
    }

    @Test
    void shouldRemoveItsFileWhenItCloses() throws IOException {
        socket.close();
        assertFalse(Files.exists(path));
    }

    @Test
    void shouldDropAClientThatSpeaksSomethingElse() throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
        }
        assertEquals(0, ClientProbe.run(path, folder, "help").status());
    }

    @Test
    void shouldTurnAwayTheSeventeenthClient() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                silent.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
            }
            ClientProbe.Result result = ClientProbe.run(path, folder, "help");
            assertEquals(1, result.status());
            assertTrue(result.errors().startsWith("busy"), result.errors());
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void shouldServeManyClientsOneAfterTheOther() {
        for (int i = 0; i < 40; i++) {
            assertEquals(0, ClientProbe.run(path, folder, "help").status());
        }
    }

    private Exchange following() throws IOException {
        Files.writeString(folder.resolve("scst.log"), "one\n");
        Exchange exchange = Exchange.begin(
                path, new Frames.Request(Frames.Purpose.RUN, folder, 80, false, List.of("log", "--follow")));
        Frames.Frame first = exchange.next();
        assertEquals("one\n", new String(first.payload(), StandardCharsets.UTF_8));
        return exchange;
    }

    @Test
    void shouldWriteWhileACommandRunsAndEndItWhenItsClientSaysSo() throws IOException {
        try (Exchange exchange = following()) {
            exchange.cancel();
            Frames.Frame last = exchange.next();
            assertEquals(Frames.Kind.STATUS, last.kind());
            assertEquals(0, last.status());
        }
    }

    @Test
    @Timeout(120)
    void shouldEndACommandWhoseClientIsGone() throws Exception {
        List<Exchange> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(following());
        }
        assertEquals(1, ClientProbe.run(path, folder, "help").status());
        all.forEach(Exchange::close);
        Eventually.holds(
                "room for a command",
                () -> ClientProbe.run(path, folder, "help").status() == 0);
    }

    @Test
    void shouldSayWhatCannotBePassedOnInsteadOfBlamingThePlatform() {
        ClientProbe.Result result = ClientProbe.run(path, folder, "why", "x".repeat((1 << 16) + 1), "y");
        assertEquals(2, result.status());
        assertEquals("that cannot be passed on: a word of more than 65536 bytes\n", result.errors());
    }

    @Test
    void shouldSayThatItsOwnOutputIsGone() {
        ClientProbe.Result result = ClientProbe.withoutReader(path, folder, "help");
        assertEquals(1, result.status());
        assertEquals("the answer cannot be written: Broken pipe\n", result.errors());
    }

    @Test
    void shouldSayHowAWordCanGoOn() throws IOException {
        Frames.Request request = new Frames.Request(Frames.Purpose.COMPLETE, folder, 80, false, List.of("sta"));
        try (Exchange exchange = Exchange.begin(path, request)) {
            assertEquals("stats\n", new String(exchange.next().payload(), StandardCharsets.UTF_8));
            assertEquals("status\n", new String(exchange.next().payload(), StandardCharsets.UTF_8));
            assertEquals(0, exchange.next().status());
        }
    }
}
