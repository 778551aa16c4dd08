package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSocketTest {
    @TempDir
    Path folder;

    private LocalSocket listener;
    private LocalSocket here;
    private LocalSocket there;

    @BeforeEach
    void connect() throws LinuxException {
        Path path = folder.resolve("socket");
        listener = LocalSocket.listen(path, 1);
        here = LocalSocket.connect(path);
        there = listener.accept();
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        listener.close();
    }

    @Test
    void shouldKeepMessagesApart() throws LinuxException {
        here.send(new byte[] {1, 2});
        here.send(new byte[] {3});
        assertArrayEquals(new byte[] {1, 2}, there.receive(10).bytes());
        assertArrayEquals(new byte[] {3}, there.receive(10).bytes());
    }

    @Test
    void shouldNotWaitForRoomWhereAMessageIsOnlyOffered() throws LinuxException {
        int sent = 0;
        while (here.offer(new byte[8])) {
            sent++;
        }
        assertTrue(sent > 0);
        for (int i = 0; i < sent; i++) {
            there.receive(10);
        }
        assertTrue(here.offer(new byte[8]));
    }

    @Test
    void shouldPassMemoryAndPipesToTheOtherSide() throws LinuxException {
        try (MemoryFile file = MemoryFile.create("test", 4096)) {
            PipeEnd.Pipe pipe = PipeEnd.pipe();
            here.send(new byte[] {1}, file.descriptor(), pipe.writing().number());
            int[] passed = there.receive(10).descriptors();
            assertEquals(2, passed.length);
            try (MemoryFile again = MemoryFile.attach("same", passed[0], 4096)) {
                again.memory().set(ValueLayout.JAVA_INT, 8, 42);
                assertEquals(42, file.memory().get(ValueLayout.JAVA_INT, 8));
            }
            PipeEnd same = new PipeEnd(passed[1]);
            assertFalse(pipe.reading().await(0));
            same.signal();
            assertTrue(pipe.reading().await(-1));
            assertFalse(pipe.reading().await(0));
            same.close();
            pipe.writing().close();
            assertTrue(pipe.reading().await(-1), "the other end is closed");
            pipe.reading().close();
        }
    }

    @Test
    void shouldKeepNoDescriptorThatComesWithAnEmptyMessage() throws LinuxException {
        PipeEnd.Pipe pipe = PipeEnd.pipe();
        here.send(new byte[0], pipe.writing().number());
        pipe.writing().close();
        assertFalse(pipe.reading().await(0), "it is on its way");
        assertNull(there.receive(10));
        assertTrue(pipe.reading().await(0), "nobody has the other end");
        pipe.reading().close();
    }

    @Test
    void shouldTellWhoIsThere() throws LinuxException {
        assertEquals(ProcessHandle.current().pid(), there.peer().process());
    }

    @Test
    void shouldSeeTheEndOfTheOtherSide() throws LinuxException {
        assertFalse(there.awaitMessage(0));
        here.shutdown();
        assertTrue(there.awaitMessage(-1));
        assertNull(there.receive(10));
        assertThrows(LinuxException.class, () -> there.send(new byte[1]));
    }

    @Test
    void shouldEndTheWaitsOfItsOwnThreads() throws Exception {
        FutureTask<SocketMessage> receiving = new FutureTask<>(() -> here.receive(10));
        FutureTask<LocalSocket> accepting = new FutureTask<>(() -> listener.accept());
        Thread.ofPlatform().start(receiving);
        Thread.ofPlatform().start(accepting);
        here.shutdown();
        listener.shutdown();
        assertNull(receiving.get());
        assertThrows(java.util.concurrent.ExecutionException.class, accepting::get);
    }

    @Test
    void shouldRefuseAPathThatIsTooLong() {
        Path path = folder.resolve("x".repeat(108));
        LinuxException refused = assertThrows(LinuxException.class, () -> LocalSocket.listen(path, 1));
        assertEquals(Errno.ENAMETOOLONG, refused.errno());
    }

    @Test
    void shouldSayWhenNobodyListens() {
        Path path = folder.resolve("nobody");
        LinuxException refused = assertThrows(LinuxException.class, () -> LocalSocket.connect(path));
        assertEquals(Errno.ENOENT, refused.errno());
    }
}
