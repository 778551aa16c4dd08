package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileTest {
    private static final int BLOCK = 4096;

    @TempDir
    Path folder;

    private final Arena arena = Arena.ofConfined();
    private Path path;
    private LinuxFile file;

    @BeforeEach
    void create() throws IOException {
        path = folder.resolve("store");
        file = LinuxFile.open(path, OpenFlag.READ_WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
    }

    @AfterEach
    void close() {
        file.close();
        arena.close();
    }

    private MemorySegment memory(int length, int filler) {
        MemorySegment memory = arena.allocate(length, BLOCK);
        memory.fill((byte) filler);
        return memory;
    }

    private void write(int length, int filler) throws IOException {
        assertEquals(length, file.pwrite(memory(length, filler).address(), length, 0));
    }

    @Test
    void shouldNameCallPathAndErrorWhenAFileIsMissing() {
        Path missing = folder.resolve("missing");
        LinuxException failed = assertThrows(LinuxException.class, () -> LinuxFile.open(missing, OpenFlag.READ_ONLY));
        assertEquals(Errno.ENOENT, failed.errno());
        assertEquals("open " + missing + ": no such file or directory (ENOENT)", failed.getMessage());
    }

    @Test
    void shouldRefuseToCreateAFileThatIsThere() {
        LinuxException failed =
                assertThrows(LinuxException.class, () -> LinuxFile.open(path, OpenFlag.CREATE, OpenFlag.EXCLUSIVE));
        assertEquals(Errno.EEXIST, failed.errno());
    }

    @Test
    void shouldCreateFilesThatOnlyTheirOwnerReads() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void shouldCutAFileThatIsOpenedToBeTruncated() throws IOException {
        write(BLOCK, 1);
        LinuxFile.open(path, OpenFlag.READ_WRITE, OpenFlag.TRUNCATE).close();
        assertEquals(0, file.size());
    }

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        write(2 * BLOCK, 7);
        MemorySegment target = memory(BLOCK, 0);
        assertEquals(BLOCK, file.pread(target.address(), BLOCK, BLOCK));
        assertEquals(7, target.get(ValueLayout.JAVA_BYTE, BLOCK - 1));
        assertEquals(0, file.pread(target.address(), BLOCK, 2 * BLOCK));
    }

    @Test
    void shouldScatterOneReadOverSeveralPieces() throws IOException {
        Files.writeString(path, "abcdef");
        MemorySegment one = memory(2, 0);
        MemorySegment two = memory(4, 0);
        long[] addresses = {one.address(), two.address()};
        assertEquals(6, file.preadv2(addresses, new int[] {2, 4}, 2, 0, 0));
        assertArrayEquals("ab".getBytes(StandardCharsets.US_ASCII), one.toArray(ValueLayout.JAVA_BYTE));
        assertArrayEquals("cdef".getBytes(StandardCharsets.US_ASCII), two.toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void shouldGatherOneWriteFromSeveralPieces() throws IOException {
        long[] addresses = {memory(2, 'x').address(), memory(3, 'y').address()};
        assertEquals(5, file.pwritev2(addresses, new int[] {2, 3}, 2, 1, LinuxFile.RWF_DSYNC));
        assertEquals("\0xxyyy", Files.readString(path));
    }

    @Test
    void shouldRefuseScatterListsWithoutEntriesOrWithTooMany() {
        int many = LinuxFile.MAX_SCATTER + 1;
        assertThrows(IllegalArgumentException.class, () -> file.preadv2(new long[many], new int[many], many, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> file.pwritev2(new long[1], new int[1], 0, 0, 0));
    }

    @Test
    void shouldTakeTheLongestScatterList() throws IOException {
        long[] addresses = new long[LinuxFile.MAX_SCATTER];
        int[] lengths = new int[LinuxFile.MAX_SCATTER];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = memory(1, i).address();
            lengths[i] = 1;
        }
        assertEquals(addresses.length, file.pwritev2(addresses, lengths, addresses.length, 0, 0));
        assertEquals(addresses.length - 1, Files.readAllBytes(path)[addresses.length - 1]);
    }

    @Test
    void shouldReturnErrorsOfTheFastPathAsNegativeNumbers() throws IOException {
        write(BLOCK, 1);
        int result = file.preadv2(1, BLOCK, 0, 0);
        assertEquals(-Errno.EFAULT, result);
        LinuxException failed = file.failure("preadv2", result);
        assertEquals("preadv2 " + path + ": bad address (EFAULT)", failed.getMessage());
        try (LinuxFile readOnly = LinuxFile.open(path, OpenFlag.READ_ONLY)) {
            assertEquals(-Errno.EBADF, readOnly.pwritev2(memory(1, 0).address(), 1, 0, 0));
        }
    }

    @Test
    void shouldThrowErrorsOfTheBlockingCalls() {
        LinuxException failed = assertThrows(LinuxException.class, () -> file.pwrite(1, BLOCK, 0));
        assertEquals("pwrite", failed.call());
        assertEquals(Errno.EFAULT, failed.errno());
        assertEquals(
                Errno.EINVAL,
                assertThrows(LinuxException.class, () -> file.ftruncate(-1)).errno());
    }

    @Test
    void shouldServeCachedPagesWithoutWaitingWhereTheFileSystemCan() throws IOException {
        write(BLOCK, 5);
        MemorySegment target = memory(BLOCK, 0);
        int result = file.preadv2(target.address(), BLOCK, 0, LinuxFile.RWF_NOWAIT);
        assumeTrue(result != -Errno.EOPNOTSUPP, "this file system has no RWF_NOWAIT");
        assertEquals(BLOCK, result);
        assertEquals(5, target.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void shouldAnswerTryAgainForPagesThatAreNotCached() throws IOException {
        write(BLOCK, 5);
        file.fdatasync();
        long target = memory(BLOCK, 0).address();
        int result = BLOCK;
        // It is an advice: the kernel keeps pages that it still has in hand, as in a list of another processor.
        for (int attempt = 0; result == BLOCK && attempt < 10_000; attempt++) {
            file.advise(0, 0, LinuxFile.POSIX_FADV_DONTNEED);
            result = file.preadv2(target, BLOCK, 0, LinuxFile.RWF_NOWAIT);
        }
        assumeTrue(result != -Errno.EOPNOTSUPP, "this file system has no RWF_NOWAIT");
        assertEquals(-Errno.EAGAIN, result);
    }

    @Test
    void shouldShowAPunchedHole() throws IOException {
        int size = 256 * 1024;
        int quarter = size / 4;
        write(size, 1);
        file.fdatasync();
        long before = file.status().allocated();
        file.fallocate(LinuxFile.FALLOC_FL_PUNCH_HOLE | LinuxFile.FALLOC_FL_KEEP_SIZE, quarter, quarter);
        assertEquals(quarter, file.nextHole(0));
        assertEquals(2L * quarter, file.nextData(quarter));
        assertEquals(size, file.size());
        assertTrue(file.status().allocated() <= before - quarter, "storage was not given back");
        MemorySegment target = memory(BLOCK, 9);
        file.pread(target.address(), BLOCK, quarter);
        assertEquals(0, target.get(ValueLayout.JAVA_LONG, 0));
    }

    @Test
    void shouldFindNoDataInAHoleAndTheEndAsAHole() throws IOException {
        file.ftruncate(1 << 20);
        assertEquals(-1, file.nextData(0));
        assertEquals(0, file.nextHole(0));
        assertEquals(-1, file.nextHole(1 << 20));
    }

    @Test
    void shouldTellSizeStorageAndIdentity() throws IOException {
        write(BLOCK, 1);
        file.ftruncate(1 << 30);
        file.fsync();
        FileStatus status = file.status();
        assertEquals(1 << 30, status.size());
        assertTrue(status.allocated() >= BLOCK && status.allocated() < 1 << 20, status.toString());
        assertTrue(status.isRegularFile());
        assertFalse(status.isBlockDevice());
        assertEquals(Files.getAttribute(path, "unix:ino"), status.inode());
        assertEquals(0600, status.mode() & 07777);
        assertTrue(status.preferredBlockSize() >= 512);
    }

    @Test
    void shouldTellTheSameIdentityForEveryPathOfAFile() throws IOException {
        Path link = Files.createLink(folder.resolve("link"), path);
        Path another = Files.createFile(folder.resolve("another"));
        try (LinuxFile same = LinuxFile.open(link);
                LinuxFile other = LinuxFile.open(another)) {
            assertEquals(file.status().inode(), same.status().inode());
            assertEquals(file.status().device(), same.status().device());
            assertNotEquals(file.status().inode(), other.status().inode());
        }
    }

    @Test
    void shouldKnowADeviceFileFromAFolder() throws IOException {
        try (LinuxFile zero = LinuxFile.open(Path.of("/dev/zero"));
                LinuxFile directory = LinuxFile.open(folder)) {
            assertEquals(1L << 32 | 5, zero.status().represents());
            assertFalse(zero.status().isRegularFile());
            assertTrue(directory.status().isDirectory());
        }
    }

    @Test
    void shouldLetOneOpenHoldTheLock() throws IOException {
        assertTrue(file.tryLock());
        try (LinuxFile second = LinuxFile.open(path, OpenFlag.READ_WRITE)) {
            assertFalse(second.tryLock());
            file.close();
            assertTrue(second.tryLock());
        }
    }

    @Test
    void shouldKeepTheLockWhenAnotherOpenOfTheFileIsClosed() throws IOException {
        assertTrue(file.tryLock());
        LinuxFile.open(path, OpenFlag.READ_WRITE).close();
        try (LinuxFile second = LinuxFile.open(path, OpenFlag.READ_WRITE)) {
            assertFalse(second.tryLock());
        }
    }

    @Test
    void shouldReadPastThePageCache() throws IOException {
        write(BLOCK, 3);
        file.fdatasync();
        LinuxFile direct;
        try {
            direct = LinuxFile.open(path, OpenFlag.READ_WRITE, OpenFlag.DIRECT);
        } catch (LinuxException e) {
            assumeTrue(e.errno() != Errno.EINVAL, "this file system has no O_DIRECT");
            throw e;
        }
        try (direct) {
            MemorySegment target = memory(BLOCK, 0);
            assertEquals(BLOCK, direct.pread(target.address(), BLOCK, 0));
            assertEquals(3, target.get(ValueLayout.JAVA_BYTE, 17));
        }
    }

    @Test
    void shouldCopyFromAnotherFileAndWithinOne() throws IOException {
        write(BLOCK, 7);
        try (LinuxFile other = LinuxFile.open(folder.resolve("other"), OpenFlag.READ_WRITE, OpenFlag.CREATE)) {
            long copied;
            try {
                copied = other.copyFrom(file, 512, BLOCK, 1024);
            } catch (LinuxException e) {
                assumeTrue(e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EXDEV, "this file system does not copy");
                throw e;
            }
            assertEquals(1024, copied);
            assertEquals(BLOCK + 1024, other.size());
            assertEquals(0, other.copyFrom(file, BLOCK, 0, 1024), "there was nothing to copy");
            MemorySegment target = memory(1024, 0);
            assertEquals(1024, other.pread(target.address(), 1024, BLOCK));
            assertEquals(7, target.get(ValueLayout.JAVA_BYTE, 1023));
        }
    }
}
