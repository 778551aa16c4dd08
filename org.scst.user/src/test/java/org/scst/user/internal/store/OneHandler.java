package org.scst.user.internal.store;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.scst.core.device.AwaitedException;
import org.scst.core.device.DataMemory;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.buffer.DeviceMemory;
import org.scst.core.linux.LocalSocket;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.user.client.BlockHandler;
import org.scst.user.client.BlockStorage;
import org.scst.user.internal.registration.Registrations;
import org.scst.user.wire.Registration;

/**
 * Both sides in one process: the socket, a device's memory, and a handler that keeps blocks in an array.
 *
 * <p><i>Threading:</i> confined to the test, but for the handler's threads.
 */
final class OneHandler implements AutoCloseable, StoreContext, BlockStorage {
    static final int SIZE = 1 << 20;
    static final String NAME = "disk";

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile DeviceMemory memory;
    final Registrations registrations;
    private final Budget budget = new Budget(1 << 26, null);
    private final BufferPool common = new BufferPool();
    private final Path path;
    private final MemorySegment content = MemorySegment.ofArray(new byte[SIZE]);
    volatile IOException failure;
    /** Runs while something is asked, before it is answered. */
    volatile Runnable meanwhile = () -> {};

    OneHandler(Path folder) throws IOException {
        path = folder.resolve("socket");
        registrations = new Registrations(8);
        registrations.listen(LocalSocket.listen(path, 8));
    }

    Path path() {
        return path;
    }

    static Registration registration(long features, String medium) {
        return new Registration(
                Registration.BLOCK, 0, 2, 8, 512, SIZE, features, 0, 4096, NAME, medium, "OneHandler 1");
    }

    /** Registers, and serves until the connection ends. */
    BlockHandler register(Registration registration) throws IOException {
        BlockHandler handler = new BlockHandler(path, registration, this, told::add);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                handler.serve();
            } catch (IOException e) {
                told.add(e.getMessage());
            }
        });
        return handler;
    }

    /** Opens what was registered, however long that takes to arrive. */
    BackingStore open() throws IOException {
        return open(Duration.ofSeconds(30));
    }

    /** The same, with a limit for the flush when it is closed. */
    BackingStore open(Duration closingLimit) throws IOException {
        UserStoreFactory factory = new UserStoreFactory(registrations, NAME, Duration.ofSeconds(7), closingLimit);
        while (true) {
            try {
                return factory.open(new StoreConfiguration(NAME, Map.of(), 512, false), this);
            } catch (AwaitedException notYet) {
                Thread.onSpinWait();
            }
        }
    }

    /** A buffer of the device's memory. */
    ByteBuf buffer(int length) {
        return memory.pool().grant(0, length, budget, common);
    }

    /** Where a buffer lies in the memory that the process was given last. */
    long dataOffset(ByteBuf buffer) {
        return memory.offset(buffer, 0, 1);
    }

    @Override
    public void close() {
        registrations.close();
        common.close();
    }

    // What the handler does

    private void note(String what) throws IOException {
        asked.add(what);
        meanwhile.run();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void read(long offset, MemorySegment data) throws IOException {
        note("read " + offset + " " + data.byteSize());
        data.copyFrom(content.asSlice(offset, data.byteSize()));
    }

    @Override
    public void write(long offset, MemorySegment data, boolean durable) throws IOException {
        note("write " + offset + " " + data.byteSize() + (durable ? " durable" : ""));
        content.asSlice(offset, data.byteSize()).copyFrom(data);
    }

    @Override
    public void flush() throws IOException {
        note("flush");
    }

    @Override
    public void unmap(long offset, long length) throws IOException {
        note("unmap " + offset + " " + length);
    }

    @Override
    public Extent extent(long offset, long length) {
        return new Extent(1024, false);
    }

    @Override
    public void zero(long offset, long length) throws IOException {
        note("zero " + offset + " " + length);
        content.asSlice(offset, length).fill((byte) 0);
    }

    // What the disk is told

    @Override
    public Lease lease(String backingObject) {
        told.add("lease " + backingObject);
        return () -> told.add("let go");
    }

    @Override
    public Watch watch(Runnable look) {
        throw new UnsupportedOperationException("nothing is looked at");
    }

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public void resized() {
        told.add("resized");
    }

    @Override
    public void mediumMayHaveChanged() {}

    @Override
    public void space(long available, long total) {}

    @Override
    public void free(long available) {}

    @Override
    public void lost(String reason) {
        told.add("lost: " + reason);
    }

    @Override
    public void found() {}

    @Override
    public void reopen(String reason, Duration limit) {
        told.add("reopen within " + limit.toSeconds() + " s: " + reason);
    }

    @Override
    public DataMemory dataMemory() throws IOException {
        memory = new DeviceMemory(NAME);
        return memory;
    }
}
