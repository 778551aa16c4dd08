package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorIdentityTest {
    private static String of(Descriptor descriptor) {
        return DescriptorIdentity.of(descriptor.number());
    }

    @Test
    void shouldTellEventsApart() throws LinuxException {
        try (Descriptor one = Descriptor.event();
                Descriptor other = Descriptor.event()) {
            assumeTrue(DescriptorIdentity.isUnique(of(one)), "this kernel does not number events");
            assertNotEquals(of(one), of(other));
            SocketDescriptor again = SocketDescriptor.duplicateOf(one.number());
            assertEquals(of(one), DescriptorIdentity.of(again.number()));
            again.close();
        }
    }

    @Test
    void shouldTellMemoryOfOneNameApart() throws LinuxException {
        try (MemoryFile one = MemoryFile.create("5|memory", 4096);
                MemoryFile other = MemoryFile.create("5|memory", 4096)) {
            String identity = DescriptorIdentity.of(one.descriptor());
            assertTrue(DescriptorIdentity.isUnique(identity), identity);
            assertNotEquals(identity, DescriptorIdentity.of(other.descriptor()));
        }
    }

    @Test
    void shouldKnowSocketsByTheirInode(@TempDir Path folder) throws LinuxException {
        try (Descriptor socket = UnixSocket.listen(folder.resolve("s"), 1)) {
            assertTrue(of(socket).matches("socket:\\[\\d+]"), of(socket));
            assertTrue(DescriptorIdentity.isUnique(of(socket)));
        }
    }

    @Test
    void shouldSayWhatCannotBeToldApart() throws LinuxException {
        try (Descriptor device = Descriptor.open(Path.of("/dev/null"), OpenFlag.READ_WRITE)) {
            assertEquals("/dev/null", of(device));
            assertFalse(DescriptorIdentity.isUnique(of(device)));
        }
        assertEquals("", DescriptorIdentity.of(1 << 20));
        assertFalse(DescriptorIdentity.isUnique(""));
        assertFalse(DescriptorIdentity.isUnique("/memfd:5|x (deleted)"));
    }
}
