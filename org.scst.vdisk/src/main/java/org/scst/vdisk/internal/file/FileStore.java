package org.scst.vdisk.internal.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.ScatterList;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file or block device behind a virtual disk. Reads that the page cache can serve are served on the caller's thread; whatever may wait runs on
 * the device's context. Once a second it looks whether the file was resized, deleted or replaced, and now and then how much
 * space is left for it.
 *
 * <p><i>Threading:</i> thread-safe. What is open now is one volatile reference; a file that was replaced under its name stays
 * open until the store is closed, for accesses under way may still use it. Looking and reconfiguring exclude one another by a
 * monitor that only the device's context takes.
 */
final class FileStore implements BackingStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final int PIECE = 1 << 20;
    /** Once in so many looks the space is measured. */
    private static final int LOOKS_FOR_SPACE = 5;

    private final FileSystemAccess files;
    private final StoreConfiguration configuration;
    private final StoreContext context;
    private final List<OpenFile> opened = new ArrayList<>();
    private final StoreContext.Watch watch;
    private final LazyRing ring;
    private volatile FileSettings settings;
    private volatile OpenFile current;
    private volatile long capacity;
    private volatile boolean toldThatHolesAreWritten;
    private boolean lost;
    private int looks;

    FileStore(FileSystemAccess files, StoreConfiguration configuration, StoreContext context) throws IOException {
        this(files, configuration, context, new DescriptorWatches());
    }

    /** @param watches by which event loops look after what is under way in the kernel */
    FileStore(FileSystemAccess files, StoreConfiguration configuration, StoreContext context, DescriptorWatches watches)
            throws IOException {
        this.files = files;
        this.configuration = configuration;
        this.context = context;
        this.ring = new LazyRing(configuration.device(), context, watches);
        this.settings = files.settings(new DeviceProperties(configuration.properties()), configuration.blockLength());
        adopt();
        this.watch = watched();
    }

    private StoreContext.Watch watched() throws IOException {
        try {
            return context.watch(this::look);
        } catch (RuntimeException e) {
            current.close();
            throw e;
        }
    }

    private void adopt() throws IOException {
        OpenFile file = OpenFile.open(files, settings, configuration.readOnly(), context, current);
        try {
            capacity = sized(file, settings);
            if (settings.size() != 0 && settings.size() < capacity) {
                LOG.warn(
                        "{}: {} is larger than size = {}; it is served with its {} bytes",
                        configuration.device(),
                        settings.path(),
                        settings.size(),
                        capacity);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.succeed(current);
        opened.add(file);
        current = file;
    }

    /** The usable size, after growing the file where it is to be larger. A file is never shrunk. */
    private long sized(OpenFile file, FileSettings wanted) throws IOException {
        long size = file.storage().size();
        if (wanted.size() <= size) {
            return usable(size);
        }
        if (configuration.readOnly()) {
            throw new ConfigurationException(
                    "size",
                    wanted.path() + " has " + size + " bytes, and read_only = true forbids growing it",
                    "write size = " + size + " or leave it out");
        }
        file.storage().growTo(wanted.size());
        return usable(wanted.size());
    }

    private long usable(long size) throws ConfigurationException {
        if (size < configuration.blockLength()) {
            throw new ConfigurationException(
                    "size", settings.path() + " is empty", "write the size it is to have, as in size = 10G");
        }
        return size - size % configuration.blockLength();
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return settings.inlineReads() ? current.readNonBlocking(offset, target, length) : 0;
    }

    @Override
    public boolean readsIntoPieces() {
        return settings.inlineReads() && current.readsIntoPieces();
    }

    @Override
    public boolean readNonBlocking(long offset, ScatterList target) {
        return current.readNonBlocking(offset, target);
    }

    @Override
    public boolean beginRead(long offset, ByteBuf target, int length, Listener listener) {
        RequestRing available = settings.inlineReads() && target.hasMemoryAddress() ? ring.get() : null;
        return available != null && current.beginRead(available, offset, target, length, listener);
    }

    @Override
    public boolean beginsWrites() {
        return current.storage().direct();
    }

    @Override
    public boolean beginWrite(long offset, ByteBuf source, Listener listener) {
        RequestRing available = source.hasMemoryAddress() ? ring.get() : null;
        return available != null && current.beginWrite(available, offset, source, listener);
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        if (target.hasMemoryAddress()) {
            current.read(offset, target, length);
            return;
        }
        ByteBuf memory = Unpooled.directBuffer(Math.min(length, PIECE));
        try {
            for (int done = 0; done < length; done += memory.capacity()) {
                int count = Math.min(memory.capacity(), length - done);
                current.read(offset + done, memory.clear(), count);
                target.writeBytes(memory, count);
            }
        } finally {
            memory.release();
        }
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        int length = source.readableBytes();
        if (source.hasMemoryAddress()) {
            current.write(offset, source.memoryAddress() + source.readerIndex(), length, durable);
            return;
        }
        ByteBuf memory = Unpooled.directBuffer(Math.min(length, PIECE));
        try {
            for (int done = 0; done < length; done += memory.capacity()) {
                int count = Math.min(memory.capacity(), length - done);
                memory.clear().writeBytes(source, source.readerIndex() + done, count);
                current.write(offset + done, memory.memoryAddress(), count, durable);
            }
        } finally {
            memory.release();
        }
    }

    @Override
    public boolean writesWithoutBlocking() {
        return settings.inlineWrites() || current.writesToMemory();
    }

    @Override
    public boolean writesInTurn() {
        return !current.storage().direct();
    }

    @Override
    public void flush() throws IOException {
        try {
            current.storage().sync();
        } catch (IOException e) {
            throw new FlushFailedException(e.getMessage(), e);
        }
    }

    @Override
    public void unmap(long offset, long length) throws IOException {
        boolean given;
        try {
            given = current.storage().punchHole(offset, length);
        } catch (LinuxException e) {
            throw current.failure(offset, e);
        }
        if (!given) {
            if (!toldThatHolesAreWritten) {
                toldThatHolesAreWritten = true;
                LOG.warn(
                        "{}: storage of {} cannot be given back; unmapped blocks are written with zeroes",
                        configuration.device(),
                        settings.path());
            }
            writeZeroes(offset, length);
        }
    }

    @Override
    public boolean unmappedReadsZero() {
        return current.storage().unmappedReadsZero();
    }

    @Override
    public int unmapGranularity() {
        return current.storage().unmapGranularity();
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        try {
            if (current.storage().zeroRange(offset, length)) {
                return;
            }
        } catch (LinuxException e) {
            throw current.failure(offset, e);
        }
        int piece = (int) Math.min(length, PIECE);
        ByteBuf zeroes = Unpooled.directBuffer(piece).writeZero(piece);
        try {
            for (long done = 0; done < length; done += piece) {
                int count = (int) Math.min(piece, length - done);
                current.write(offset + done, zeroes.memoryAddress(), count, false);
            }
        } finally {
            zeroes.release();
        }
    }

    /** Between file systems the kernel would not copy as a rule. */
    @Override
    public boolean copiesFrom(BackingStore source) {
        return source instanceof FileStore other
                && other.current.identity().device() == current.identity().device();
    }

    @Override
    public boolean copyFrom(BackingStore source, long sourceOffset, long offset, long length) throws IOException {
        StorageFile from = ((FileStore) source).current.storage();
        StorageFile to = current.storage();
        for (long done = 0; done < length; ) {
            long copied;
            try {
                copied = to.copyFrom(from, sourceOffset + done, offset + done, length - done);
            } catch (LinuxException e) {
                throw current.failure(offset + done, e);
            }
            if (copied == 0) {
                return false;
            }
            done += copied;
        }
        return true;
    }

    @Override
    public void prefetch(long offset, long length) throws IOException {
        current.storage().willNeed(offset, length);
    }

    @Override
    public Extent extent(long offset, long length) throws IOException {
        StorageFile file = current.storage();
        long data = file.nextData(offset);
        if (data != offset) {
            long end = data < 0 ? offset + length : Math.min(data, offset + length);
            return new Extent(offset, end - offset, false);
        }
        return new Extent(offset, Math.min(file.nextHole(offset), offset + length) - offset, true);
    }

    /** Looks whether the file was resized, deleted or replaced. On the device's context, one at a time. */
    private synchronized void look() {
        try {
            FileIdentity there = files.identify(settings.path());
            boolean gone = there == null || current.storage().gone();
            if (gone || !current.identity().equals(there)) {
                gone(settings.path() + (gone ? " is gone" : " was replaced"));
                if (there != null) {
                    readopt();
                }
            }
            if (there != null) {
                notice();
            }
        } catch (IOException e) {
            gone(settings.path() + ": " + e.getMessage());
        }
    }

    /** What is there now may be another medium, even under the number of a device that has been there before. */
    private void readopt() throws IOException {
        long before = capacity;
        adopt();
        context.mediumMayHaveChanged();
        if (capacity != before) {
            context.resized();
        }
    }

    private void gone(String reason) {
        if (!lost) {
            lost = true;
            context.lost(reason);
        }
    }

    private void notice() throws IOException {
        long size = usable(current.storage().size());
        if (size != capacity) {
            capacity = size;
            context.resized();
        }
        if (lost) {
            lost = false;
            context.found();
        }
        if (looks++ % LOOKS_FOR_SPACE == 0) {
            measureSpace();
        }
    }

    @Override
    public Path beside(String suffix) {
        Path path = settings.path();
        return files.inFileSystem() ? path.resolveSibling(path.getFileName() + suffix) : null;
    }

    @Override
    public boolean measuresSpace() {
        return files.inFileSystem() && !configuration.readOnly();
    }

    /** A file with holes will want space of its file system that nobody keeps for it. */
    private void measureSpace() throws IOException {
        if (configuration.readOnly()) {
            return;
        }
        StorageFile file = current.storage();
        FileSystemAccess.Space space = files.space(settings.path());
        context.free(space.available());
        if (file.nextHole(0) < file.size()) {
            context.space(space.available(), space.total());
        } else {
            context.space(0, 0);
        }
    }

    @Override
    public synchronized boolean reconfigure(StoreConfiguration changed) throws IOException {
        FileSettings wanted = files.settings(new DeviceProperties(changed.properties()), configuration.blockLength());
        if (!wanted.path().equals(settings.path()) || wanted.direct() != settings.direct()) {
            return false;
        }
        refuseToShrink(wanted);
        long size = sized(current, wanted);
        settings = wanted;
        if (size != capacity) {
            capacity = size;
            context.resized();
        }
        return true;
    }

    /** A smaller size that was asked for is a mistake; a file that has outgrown its size otherwise is served as it is. */
    private void refuseToShrink(FileSettings wanted) throws IOException {
        long size = current.storage().size();
        if (wanted.size() != settings.size() && wanted.size() != 0 && wanted.size() < size) {
            throw new ConfigurationException(
                    "size",
                    "size = " + wanted.size() + " is less than the " + size + " bytes of " + wanted.path(),
                    "write size = " + size + " or leave it out; a file is never shrunk");
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
        ring.close();
        IOException first = null;
        for (OpenFile file : opened) {
            try {
                file.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
