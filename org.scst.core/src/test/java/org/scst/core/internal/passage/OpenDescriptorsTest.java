package org.scst.core.internal.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.DescriptorIdentity;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.linux.SocketDescriptor;

class OpenDescriptorsTest {
    private static final int NOT_OPEN = 1 << 20;

    private static Descriptor event() throws LinuxException {
        Descriptor event = Descriptor.event();
        assumeTrue(
                DescriptorIdentity.isUnique(DescriptorIdentity.of(event.number())),
                "this kernel does not number events");
        return event;
    }

    @Test
    void shouldFindEachOfSeveralEventsUnderTheNumberOfAnother() throws IOException {
        try (Descriptor one = event();
                Descriptor other = event()) {
            OpenDescriptors open = new OpenDescriptors(Set.of());
            assertEquals(one.number(), open.find(other.number(), DescriptorIdentity.of(one.number())));
            assertEquals(other.number(), open.find(one.number(), DescriptorIdentity.of(other.number())));
        }
    }

    @Test
    void shouldGiveEachRecordADescriptorOfItsOwn() throws IOException {
        try (MemoryFile memory = MemoryFile.create("guest", 4096)) {
            String identity = DescriptorIdentity.of(memory.descriptor());
            OpenDescriptors open = new OpenDescriptors(Set.of());
            int first = open.find(NOT_OPEN, identity);
            int second = open.find(NOT_OPEN, identity);
            assertEquals(memory.descriptor(), first);
            assertNotEquals(first, second);
            assertEquals(identity, DescriptorIdentity.of(second));
            new SocketDescriptor(second).close();
        }
    }

    @Test
    void shouldNotTakeAnotherOfThisProcessForOneThatCannotBeTold() throws IOException {
        try (Descriptor own = Descriptor.open(Path.of("/dev/null"), OpenFlag.READ_WRITE);
                Descriptor kept = Descriptor.open(Path.of("/dev/null"), OpenFlag.READ_WRITE)) {
            assertEquals(-1, new OpenDescriptors(Set.of()).find(NOT_OPEN, "/dev/null"));
            OpenDescriptors open = new OpenDescriptors(Set.of(kept.number()));
            assertEquals(kept.number(), open.find(own.number(), "/dev/null"));
            assertEquals(-1, open.find(own.number(), "/dev/null"));
        }
    }

    @Test
    void shouldStillKnowWhatAnEarlierRevisionHasWrittenWithoutWhich() throws IOException {
        try (Descriptor event = event()) {
            OpenDescriptors open = new OpenDescriptors(Set.of(event.number()));
            assertEquals(event.number(), open.find(event.number(), "anon_inode:[eventfd]"));
            assertTrue(new OpenDescriptors(Set.of(event.number())).find(NOT_OPEN, "anon_inode:[eventfd]") > 0);
        }
    }
}
