package org.scst.user.internal.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.device.AwaitedException;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LocalSocket;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.PipeEnd;
import org.scst.core.linux.SocketMessage;
import org.scst.testkit.Eventually;
import org.scst.user.internal.queue.Link;
import org.scst.user.wire.Registration;
import org.scst.user.wire.Wire;

/** Who comes by the socket, and with what. */
class RegistrationsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MOST = 3;

    @TempDir
    Path folder;

    private Registrations registrations;
    private Path path;

    @BeforeEach
    void listen() throws IOException {
        path = folder.resolve("socket");
        registrations = new Registrations(MOST);
        registrations.listen(LocalSocket.listen(path, 8));
    }

    @AfterEach
    void close() {
        registrations.close();
    }

    private LocalSocket connect() throws IOException {
        return LocalSocket.connect(path);
    }

    private static byte[] registration(String name) {
        return new Registration(Registration.BLOCK, 0, 1, 8, 512, 4096, 0, 0, 0, name, "m", "test").write();
    }

    private static String refusal(LocalSocket process) throws IOException {
        SocketMessage message = process.receive(Wire.LONGEST_MESSAGE);
        assertEquals(Wire.REFUSED, Wire.type(message.bytes()));
        assertNull(process.receive(Wire.LONGEST_MESSAGE), "one error, then the end");
        return Wire.text(message.bytes());
    }

    @Test
    void shouldFindWhoHasRegistered() throws IOException {
        LocalSocket process = connect();
        process.send(registration("a"));
        assertEquals("a", registrations.await("a", LONG).registration().name());
        assertThrows(AwaitedException.class, () -> registrations.await("b", Duration.ofMillis(1)));
        process.close();
    }

    @Test
    void shouldForgetWhoHasGone() throws Exception {
        LocalSocket process = connect();
        process.send(registration("a"));
        assertNotNull(registrations.await("a", LONG));
        process.close();
        Eventually.holds("forgotten", () -> {
            try {
                registrations.await("a", Duration.ofMillis(1));
                return false;
            } catch (AwaitedException gone) {
                return true;
            }
        });
    }

    @Test
    void shouldRefuseASecondOneOfTheSameName() throws IOException {
        LocalSocket first = connect();
        first.send(registration("a"));
        registrations.await("a", LONG);
        LocalSocket second = connect();
        second.send(registration("a"));
        String why = refusal(second);
        assertTrue(why.contains("served by process " + ProcessHandle.current().pid()), why);
        assertNotNull(registrations.await("a", LONG));
        second.close();
        first.close();
    }

    @Test
    void shouldRefuseWhatIsNoRegistration() throws IOException {
        for (byte[] wrong : new byte[][] {{1}, new byte[512], new byte[513], registration("")}) {
            LocalSocket process = connect();
            process.send(wrong);
            assertTrue(refusal(process).length() > 20);
            process.close();
        }
    }

    @Test
    void shouldRefuseNewsThatAreNone() throws IOException {
        LocalSocket process = connect();
        process.send(registration("a"));
        registrations.await("a", LONG);
        process.send(Wire.capacity(513));
        assertTrue(refusal(process).contains("capacity"));
        process.close();
    }

    @Test
    void shouldOutliveThoseWhoGoWithoutAWord() throws Exception {
        for (int i = 0; i < 10; i++) {
            connect().close();
        }
        Eventually.holds("room for another", () -> {
            LocalSocket process = connect();
            try {
                process.send(registration("a"));
                registrations.await("a", Duration.ofMillis(100));
                return true;
            } catch (IOException full) {
                return false;
            } finally {
                process.close();
            }
        });
    }

    @Test
    void shouldAllowNoMoreThanItMay() throws IOException {
        LocalSocket[] all = new LocalSocket[MOST];
        for (int i = 0; i < MOST; i++) {
            all[i] = connect();
            all[i].send(registration("a" + i));
            registrations.await("a" + i, LONG);
        }
        LocalSocket beyond = connect();
        assertTrue(refusal(beyond).contains("max_handlers"));
        beyond.close();
        for (LocalSocket process : all) {
            process.close();
        }
    }

    @Test
    void shouldGoOnAcceptingAfterAFailure() throws IOException {
        Path elsewhere = folder.resolve("other");
        LocalSocket listener = LocalSocket.listen(elsewhere, 8);
        AtomicInteger failures = new AtomicInteger(2);
        Registrations failing = new Registrations(MOST);
        failing.listen(listener, () -> {
            if (failures.getAndDecrement() > 0) {
                throw new LinuxException("accept", Errno.EMFILE, null);
            }
            return listener.accept();
        });
        LocalSocket process = LocalSocket.connect(elsewhere);
        process.send(registration("a"));
        assertNotNull(failing.await("a", LONG));
        process.close();
        failing.close();
    }

    @Test
    void shouldLeaveWhoServesToItsDeviceForAWhile() throws Exception {
        LocalSocket process = connect();
        process.send(registration("a"));
        List<String> gone = new CopyOnWriteArrayList<>();
        try (MemoryFile data = MemoryFile.create("data", 4096)) {
            registrations
                    .await("a", LONG)
                    .serve(Link.open("a", 1, 8, why -> {}), data.size(), data.descriptor(), listener(gone));
            awaitAccepted(process);
            registrations.close();
            assertFalse(process.awaitMessage(0), "nothing is said before the device has flushed");
            assertEquals(1, registrations.awaitEnd(Duration.ZERO));
            assertEquals(
                    Wire.ENDING, Wire.type(process.receive(Wire.LONGEST_MESSAGE).bytes()));
            assertEquals(0, registrations.awaitEnd(LONG));
            assertEquals(1, gone.size());
        }
        process.close();
    }

    @Test
    void shouldNotWaitForAProcessThatDoesNotListen() throws Exception {
        LocalSocket process = connect();
        process.send(registration("a"));
        List<String> gone = new CopyOnWriteArrayList<>();
        try (MemoryFile data = MemoryFile.create("data", 4096)) {
            RegisteredDevice device = registrations.await("a", LONG);
            device.serve(Link.open("a", 1, 8, why -> {}), data.size(), data.descriptor(), listener(gone));
            awaitAccepted(process);
            for (int i = 0; i < 10_000; i++) {
                device.commandsAborted();
            }
            assertEquals(
                    Wire.ABORTED,
                    Wire.type(process.receive(Wire.LONGEST_MESSAGE).bytes()));
            device.end("it does not listen");
            Eventually.holds("it has ended", () -> gone.size() == 1);
        }
        process.close();
    }

    /** Where this was slow the process is told that it waits first. */
    private static void awaitAccepted(LocalSocket process) throws IOException {
        SocketMessage message;
        do {
            message = process.receive(Wire.LONGEST_MESSAGE);
        } while (Wire.type(message.bytes()) == Wire.WAITING);
        assertEquals(Wire.ACCEPTED, Wire.type(message.bytes()));
        for (int descriptor : message.descriptors()) {
            new PipeEnd(descriptor).close();
        }
    }

    private static RegisteredDevice.Listener listener(List<String> gone) {
        return new RegisteredDevice.Listener() {
            @Override
            public void gone(String why) {
                gone.add(why);
            }

            @Override
            public void capacity(long bytes) {}
        };
    }

    @Test
    void shouldEndEveryConnectionWhenItCloses() throws IOException {
        LocalSocket process = connect();
        process.send(registration("a"));
        registrations.await("a", LONG);
        registrations.close();
        assertEquals(
                Wire.ENDING, Wire.type(process.receive(Wire.LONGEST_MESSAGE).bytes()));
        process.close();
    }
}
