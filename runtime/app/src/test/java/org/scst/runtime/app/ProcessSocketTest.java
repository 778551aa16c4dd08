package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessSocketTest {
    private static final Duration AT_ONCE = Duration.ZERO;

    private static String openFor(int descriptor) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    }

    @Test
    void shouldKeepMessagesApart() throws IOException {
        ProcessSocket.Pair pair = ProcessSocket.pair();
        try (ProcessSocket one = pair.own();
                ProcessSocket other = pair.others()) {
            one.send("first");
            one.send("second");
            assertEquals(Optional.of(new ProcessSocket.Message("first", List.of())), other.receive(AT_ONCE));
            assertEquals(Optional.of(new ProcessSocket.Message("second", List.of())), other.receive(AT_ONCE));
            assertEquals(Optional.empty(), other.receive(AT_ONCE));
        }
    }

    @Test
    void shouldBringAsManyDescriptorsAsAMessageMayHave() throws IOException {
        ProcessSocket.Pair pair = ProcessSocket.pair();
        try (ProcessSocket one = pair.own();
                ProcessSocket other = pair.others()) {
            int[] all = Collections.nCopies(DescriptorMessage.MOST_DESCRIPTORS, one.descriptor()).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            one.send("these", all);
            ProcessSocket.Message message = other.receive(AT_ONCE).orElseThrow();
            assertEquals(all.length, message.descriptors().size());
            assertTrue(message.descriptors().stream().noneMatch(number -> number == one.descriptor()));
            assertEquals(
                    openFor(one.descriptor()), openFor(message.descriptors().getLast()));
            ProcessSocket.closeAll(message.descriptors());
            assertThrows(IOException.class, () -> openFor(message.descriptors().getLast()));
        }
    }

    @Test
    void shouldTellTheEndOfTheOther() throws IOException {
        ProcessSocket.Pair pair = ProcessSocket.pair();
        try (ProcessSocket one = pair.own()) {
            pair.others().close();
            assertTrue(one.receive(AT_ONCE).orElseThrow().isEnd());
            assertThrows(IOException.class, () -> one.send("to nobody"));
        }
    }

    @Test
    void shouldTellTheEndOfOneThatHasNotReadAll() throws IOException {
        ProcessSocket.Pair pair = ProcessSocket.pair();
        try (ProcessSocket one = pair.own()) {
            one.send("unread");
            pair.others().close();
            assertTrue(one.receive(AT_ONCE).orElseThrow().isEnd());
        }
    }
}
