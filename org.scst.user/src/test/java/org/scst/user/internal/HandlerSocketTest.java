package org.scst.user.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.LocalSocket;
import org.scst.testkit.Eventually;
import org.scst.user.wire.Registration;

/** Two revisions at one path, as an update has them beside one another. */
class HandlerSocketTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("socket");
    }

    private HandlerSocket revision() throws IOException {
        String text = path().toString();
        UserSettings settings = (UserSettings) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {UserSettings.class},
                (proxy, method, none) -> method.getName().equals("socket") ? text : 8);
        return new HandlerSocket(settings, new EndingConnections());
    }

    private LocalSocket register(String name) throws IOException {
        LocalSocket process = LocalSocket.connect(path());
        process.send(new Registration(Registration.BLOCK, 0, 1, 8, 512, 4096, 0, 0, 0, name, "m", "test").write());
        return process;
    }

    private boolean isListenedTo() {
        try {
            LocalSocket.connect(path()).close();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void shouldTakeThePathOverWhenTheEarlierRevisionStops() throws Exception {
        HandlerSocket first = revision();
        HandlerSocket second = revision();
        LocalSocket early = register("early");
        assertEquals(
                "early",
                first.registrations().await("early", LONG).registration().name());
        first.stop();
        Eventually.holds("taken over", this::isListenedTo);
        LocalSocket late = register("late");
        assertEquals(
                "late",
                second.registrations().await("late", LONG).registration().name());
        second.stop();
        assertFalse(Files.exists(path()));
        early.close();
        late.close();
    }

    @Test
    void shouldLeaveTheEarlierRevisionItsSocketWhenTheLaterIsTakenBack() throws Exception {
        HandlerSocket first = revision();
        Object socket = Files.getAttribute(path(), "unix:ino");
        HandlerSocket second = revision();
        second.stop();
        assertEquals(socket, Files.getAttribute(path(), "unix:ino"));
        LocalSocket process = register("a");
        assertEquals("a", first.registrations().await("a", LONG).registration().name());
        process.close();
        first.stop();
        assertFalse(Files.exists(path()));
    }

    @Test
    void shouldFailAtOnceWhereNoSocketCanBe() throws IOException {
        Files.writeString(path(), "a disk image");
        assertTrue(assertThrows(IOException.class, this::revision).getMessage().contains("no socket"));
    }
}
