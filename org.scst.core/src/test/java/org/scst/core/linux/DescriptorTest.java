package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
    private static final int F_SETFL = 4;

    @Test
    void shouldKnowAnEventFromWhatIsNone(@TempDir Path folder) throws IOException {
        try (Descriptor event = Descriptor.event();
                MemoryFile file = MemoryFile.create("anon_inode:[eventfd]", 4096);
                Descriptor listening = UnixSocket.listen(folder.resolve("anon_inode:[eventfd]"), 1);
                Descriptor zeroes = Descriptor.open(Path.of("/dev/zero"), OpenFlag.READ_WRITE)) {
            assertTrue(event.isEvent());
            assertFalse(new Descriptor(file.descriptor()).isEvent());
            assertFalse(listening.isEvent());
            assertFalse(zeroes.isEvent());
        }
    }

    @Test
    void shouldDrainAnEventWithoutWaitingAlthoughAnotherHasMadeItWait() throws IOException {
        try (Descriptor event = Descriptor.event()) {
            assertEquals(0, SystemCalls.fcntl(event.number(), F_SETFL, 0), "its calls wait");
            assertEquals(0, (long) assertTimeoutPreemptively(Duration.ofMinutes(1), event::drain));
            event.signal();
            event.signal();
            assertEquals(2, event.drain());
        }
    }
}
