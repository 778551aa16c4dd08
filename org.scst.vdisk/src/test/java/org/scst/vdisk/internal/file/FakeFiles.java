package org.scst.vdisk.internal.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/** A file system of one file, which answers as the test says. */
final class FakeFiles implements FileSystemAccess {
    Fake file = new Fake(1, 8192);
    long available = 600;

    @Override
    public FileSettings settings(DeviceProperties properties, int blockLength) throws ConfigurationException {
        return FileSettings.read(properties, blockLength);
    }

    @Override
    public FileIdentity identify(Path path) {
        return file == null ? null : file.identity();
    }

    @Override
    public Space space(Path path) {
        return new Space(available, 1000);
    }

    @Override
    public StorageFile open(Path path, boolean readOnly, boolean direct) throws IOException {
        if (file == null) {
            throw new FileNotFoundException(path + " does not exist");
        }
        return file;
    }

    /** The file. */
    static final class Fake implements StorageFile {
        final List<String> calls = new ArrayList<>();
        private final long inode;
        long device = 8;
        byte[] bytes;
        /** What {@link #readNonBlocking} gives at most, or one of its negative answers. */
        int atHand = Integer.MAX_VALUE;
        /** What one call reads or writes at most. */
        int atOnce = Integer.MAX_VALUE;

        /** -1 when there is none. */
        long firstHole = -1;

        boolean inMemory;
        boolean gone;
        boolean zeroesPastEnd = true;
        boolean locked;
        boolean fallocates = true;
        boolean copies = true;
        int readErrno;
        int writeErrno;
        int durableErrno;
        int syncErrno;

        Fake(long inode, int size) {
            this.inode = inode;
            bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (i % 251 + 1);
            }
        }

        private static void fail(String call, int errno) throws IOException {
            if (errno != 0) {
                throw new LinuxException(call, errno, Path.of("/disk1.img"));
            }
        }

        private int copyOut(long offset, long address, int length) {
            int count = (int) Math.max(0, Math.min(length, bytes.length - offset));
            MemorySegment target = MemorySegment.ofAddress(address).reinterpret(count);
            if (count > 0) {
                target.copyFrom(MemorySegment.ofArray(bytes).asSlice(offset, count));
            }
            return count;
        }

        @Override
        public FileIdentity identity() {
            return new FileIdentity(device, inode);
        }

        @Override
        public long size() throws IOException {
            if (gone) {
                throw new IOException("nothing is there");
            }
            return bytes.length;
        }

        @Override
        public boolean gone() {
            return gone;
        }

        @Override
        public void succeeded(StorageFile successor) {
            calls.add("succeeded");
        }

        @Override
        public boolean zeroesPastEnd() {
            return zeroesPastEnd;
        }

        @Override
        public boolean unmappedReadsZero() {
            return true;
        }

        @Override
        public int unmapGranularity() {
            return 4096;
        }

        @Override
        public boolean inMemory() {
            return inMemory;
        }

        @Override
        public boolean direct() {
            return false;
        }

        @Override
        public LinuxFile readsFrom(long offset, long address, int length) {
            return null;
        }

        @Override
        public LinuxFile writesTo(long offset, long address, int length) {
            return null;
        }

        @Override
        public int readNonBlocking(long offset, long address, int length) {
            calls.add("ask " + offset + " " + length);
            return atHand < 0 ? atHand : copyOut(offset, address, Math.min(length, atHand));
        }

        @Override
        public int read(long offset, long address, int length) throws IOException {
            calls.add("read " + offset + " " + length);
            fail("pread", readErrno);
            return copyOut(offset, address, Math.min(length, atOnce));
        }

        @Override
        public int write(long offset, long address, int length, boolean durable) throws IOException {
            calls.add((durable ? "write durable " : "write ") + offset + " " + length);
            fail("pwrite", writeErrno);
            fail("pwritev2", durable ? durableErrno : 0);
            int count = Math.min(length, atOnce);
            bytes = Arrays.copyOf(bytes, (int) Math.max(bytes.length, offset + count));
            MemorySegment.ofArray(bytes)
                    .asSlice(offset, count)
                    .copyFrom(MemorySegment.ofAddress(address).reinterpret(count));
            return count;
        }

        @Override
        public void sync() throws IOException {
            calls.add("sync");
            fail("fdatasync", syncErrno);
        }

        @Override
        public void willNeed(long offset, long length) {
            calls.add("will need " + offset + " " + length);
        }

        @Override
        public void growTo(long size) {
            calls.add("grow " + size);
            bytes = Arrays.copyOf(bytes, (int) size);
        }

        @Override
        public boolean punchHole(long offset, long length) throws IOException {
            calls.add("punch " + offset + " " + length);
            return zero(offset, length);
        }

        @Override
        public boolean zeroRange(long offset, long length) throws IOException {
            calls.add("zero " + offset + " " + length);
            return zero(offset, length);
        }

        private boolean zero(long offset, long length) throws IOException {
            fail("fallocate", writeErrno);
            if (fallocates) {
                Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
            }
            return fallocates;
        }

        @Override
        public long copyFrom(StorageFile source, long sourceOffset, long offset, long length) throws IOException {
            calls.add("copy " + sourceOffset + " " + offset + " " + length);
            fail("copy_file_range", writeErrno);
            int count = copies ? (int) Math.min(length, atOnce) : 0;
            System.arraycopy(((Fake) source).bytes, (int) sourceOffset, bytes, (int) offset, count);
            return count;
        }

        @Override
        public long nextData(long offset) {
            return offset < 4096 ? 4096 : offset;
        }

        @Override
        public long nextHole(long offset) {
            return firstHole < 0 ? bytes.length : firstHole;
        }

        @Override
        public boolean lock() {
            return !locked;
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
