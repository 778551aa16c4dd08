package org.scst.vdisk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.Errno;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreFullException;

class FileStoreCopyTest {
    private final FakeFiles files = new FakeFiles();
    private final FakeFiles.Fake file = files.file;

    private static FileStore open(FakeFiles files) throws IOException {
        Map<String, String> properties = Map.of("filename", "/disk1.img");
        return new FileStore(files, new StoreConfiguration("disk1", properties, 512, false), new FakeStoreContext());
    }

    @Test
    void shouldCopyInAsManyStepsAsTheKernelTakes() throws IOException {
        FileStore store = open(files);
        file.atOnce = 512;

        assertTrue(store.copiesFrom(store));
        assertTrue(store.copyFrom(store, 0, 4096, 1024));

        assertEquals(List.of("copy 0 4096 1024", "copy 512 4608 512"), file.calls);
        assertEquals(file.bytes[1023], file.bytes[4096 + 1023]);
    }

    @Test
    void shouldSayWhenTheKernelDoesNotCopy() throws IOException {
        FileStore store = open(files);
        file.copies = false;

        assertFalse(store.copyFrom(store, 0, 4096, 1024));
    }

    @Test
    void shouldSayThatThereIsNoRoomForACopy() throws IOException {
        FileStore store = open(files);
        file.writeErrno = Errno.ENOSPC;

        assertThrows(StoreFullException.class, () -> store.copyFrom(store, 0, 4096, 1024));
    }

    @Test
    void shouldCopyWithinOneFileSystemOnly() throws IOException {
        FileStore store = open(files);
        FakeFiles elsewhere = new FakeFiles();
        elsewhere.file.device = 9;

        assertFalse(store.copiesFrom(open(elsewhere)));
    }
}
