package org.scst.local.internal.vhost;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.UnixSocket;

/**
 * A hypervisor and its guest: memory of 1 MiB, whose physical addresses begin at 4 GiB, with three rings and buffers in it. The guest's
 * driver has one request at a time.
 */
final class FakeHypervisor implements AutoCloseable {
    static final int RING = 8;
    private static final long SIZE = 1 << 20;
    private static final long GUEST = 1L << 32;
    private static final long USER = 0x7000_0000_0000L;
    private static final int RING_STEP = 4096;
    private static final int BUFFERS = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    final Descriptor socket;
    final MemoryFile file = MemoryFile.create("guest", SIZE);
    private final MemorySegment memory = file.memory();
    private final Descriptor[] kicks = {Descriptor.event(), Descriptor.event(), Descriptor.event()};
    private final Descriptor[] calls = {Descriptor.event(), Descriptor.event(), Descriptor.event()};
    private final int[] available = new int[3];
    private final int[] used = new int[3];

    FakeHypervisor(Path path) throws IOException {
        socket = UnixSocket.connect(path);
    }

    void send(int request, byte[] payload, int... descriptors) {
        ByteBuffer message = ByteBuffer.allocate(12 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(request)
                .putInt(1)
                .putInt(payload.length)
                .put(payload);
        sendRaw(message.array(), descriptors);
    }

    void sendRaw(byte[] bytes, int... descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, all, ValueLayout.JAVA_BYTE, 0, bytes.length);
            if (UnixSocket.send(socket, all.address(), bytes.length, descriptors) != bytes.length) {
                throw new AssertionError("not sent");
            }
        }
    }

    /** The next bytes; none at the end of the connection. */
    byte[] receive(int most) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(most);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                int received = UnixSocket.receive(socket, all.address(), most, new ArrayList<>());
                if (received >= 0) {
                    return all.asSlice(0, received).toArray(ValueLayout.JAVA_BYTE);
                }
                if (received != -Errno.EAGAIN) {
                    return new byte[0];
                }
                Thread.onSpinWait();
            }
            throw new AssertionError("nothing has come");
        }
    }

    static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    /** Shares memory and starts the rings. */
    void start() {
        send(VhostMessage.SET_FEATURES, longs(VhostMessage.FEATURES));
        shareMemory();
        for (int i = 0; i < 3; i++) {
            long at = USER + (long) i * RING_STEP;
            send(VhostMessage.SET_VRING_NUM, ints(i, RING));
            send(VhostMessage.SET_VRING_BASE, ints(i, 0));
            ByteBuffer addresses = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
            addresses
                    .putInt(i)
                    .putInt(0)
                    .putLong(at)
                    .putLong(at + 1024)
                    .putLong(at + 2048)
                    .putLong(0);
            send(VhostMessage.SET_VRING_ADDR, addresses.array());
            send(VhostMessage.SET_VRING_CALL, longs(i), calls[i].number());
            send(VhostMessage.SET_VRING_KICK, longs(i), kicks[i].number());
            send(VhostMessage.SET_VRING_ENABLE, ints(i, 1));
        }
    }

    void shareMemory() {
        shareMemory(SIZE);
    }

    /** @param size bytes that it says it has */
    void shareMemory(long size) {
        send(
                VhostMessage.SET_MEM_TABLE,
                region(1).putLong(size).putLong(USER).putLong(0).array(),
                file.descriptor());
    }

    /** Shares a file as well, behind the memory there is. */
    void shareMemoryAnd(Descriptor more, long size) {
        ByteBuffer table = region(2).putLong(SIZE).putLong(USER).putLong(0);
        table.putLong(GUEST + SIZE).putLong(size).putLong(USER + SIZE).putLong(0);
        send(VhostMessage.SET_MEM_TABLE, table.array(), file.descriptor(), more.number());
    }

    private static ByteBuffer region(int count) {
        return ByteBuffer.allocate(8 + 32 * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(count)
                .putInt(0)
                .putLong(GUEST);
    }

    /** Makes a READ available whose Data-In goes to the memory behind. */
    void makeReadAvailable(int ring, byte[] readable, int response, int dataIn) {
        long table = (long) ring * RING_STEP;
        descriptor(table, 2, SIZE, dataIn, 2);
        makeAvailable(ring, readable, response, 3);
    }

    /** Makes one request available: what is read by the device, then room that it writes to. */
    void makeAvailable(int ring, byte[] readable, int writable) {
        makeAvailable(ring, readable, writable, 2);
    }

    private void makeAvailable(int ring, byte[] readable, int writable, int lastFlags) {
        long table = (long) ring * RING_STEP;
        long at = BUFFERS + (long) ring * BUFFERS;
        MemorySegment.copy(readable, 0, memory, ValueLayout.JAVA_BYTE, at, readable.length);
        boolean both = readable.length > 0 && writable > 0;
        int entry = 0;
        if (readable.length > 0) {
            descriptor(table, entry, at, readable.length, both ? 1 : 0);
            entry++;
        }
        if (writable > 0) {
            descriptor(table, entry, at + readable.length, writable, lastFlags);
        }
        memory.set(U16, table + 2048 + 4 + 2L * (available[ring] % RING), (short) 0);
        available[ring]++;
        VarHandle.releaseFence();
        memory.set(U16, table + 2048 + 2, (short) available[ring]);
        kicks[ring].signal();
    }

    /** A descriptor of the guest's own choice. */
    void descriptor(long table, int entry, long offset, int length, int flags) {
        memory.set(U64, table + entry * 16L, GUEST + offset);
        memory.set(U32, table + entry * 16L + 8, length);
        memory.set(U16, table + entry * 16L + 12, (short) flags);
        memory.set(U16, table + entry * 16L + 14, (short) (entry + 1));
    }

    /** Whether the device has used another request, or does within some time. */
    boolean isUsed(int ring, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        do {
            VarHandle.acquireFence();
            if ((memory.get(U16, (long) ring * RING_STEP + 1024 + 2) & 0xFFFF) != (used[ring] & 0xFFFF)) {
                used[ring]++;
                return true;
            }
            Thread.onSpinWait();
        } while (System.nanoTime() < end);
        return false;
    }

    /** Bytes that the device says it has written for the request that it has used last. */
    int usedLength(int ring) {
        return memory.get(U32, (long) ring * RING_STEP + 1024 + 4 + 8L * ((used[ring] - 1) % RING) + 4);
    }

    /** One request to its end; what the device has written. */
    byte[] request(int ring, byte[] readable, int writable) {
        makeAvailable(ring, readable, writable);
        if (!isUsed(ring, PATIENCE)) {
            throw new AssertionError("the device does not answer");
        }
        return written(ring, readable.length, writable);
    }

    byte[] written(int ring, int after, int length) {
        long at = BUFFERS + (long) ring * BUFFERS + after;
        return memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** How often the guest was interrupted since the last look. */
    long interrupts(int ring) {
        return calls[ring].drain();
    }

    @Override
    public void close() {
        socket.close();
        List.of(kicks).forEach(Descriptor::close);
        List.of(calls).forEach(Descriptor::close);
        file.close();
    }
}
