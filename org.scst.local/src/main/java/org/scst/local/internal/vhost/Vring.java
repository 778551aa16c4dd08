package org.scst.local.internal.vhost;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.scst.core.linux.Descriptor;

/**
 * One split virtqueue (VIRTIO 1.2 2.7), seen from the device.
 *
 * <pre>
 *   descriptor   0 address   8 length   12 flags   14 next         (16 bytes)
 *   available    0 flags     2 index    4 heads, 2 bytes each
 *   used         0 flags     2 index    4 head, length: 8 bytes each
 * </pre>
 *
 * <p><i>Threading:</i> confined to the connection's event loop; the guest runs beside it, hence the fences.
 */
final class Vring {
    private static final int MOST = 1024;
    private static final int DESCRIPTOR_SIZE = 16;
    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int NO_INTERRUPT = 1;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    final int index;
    Descriptor kick;
    Descriptor call;
    boolean enabled;
    private int size;
    private int lastAvailable;
    private int usedIndex;
    private MemorySegment descriptors;
    private MemorySegment available;
    private MemorySegment used;
    private boolean toCall;
    private long descriptorsAt;
    private long usedAt;
    private long availableAt;

    /** @param index its number */
    Vring(int index) {
        this.index = index;
    }

    /** A chain of descriptors that the guest has made available. */
    record Chain(int head, GuestBuffers readable, GuestBuffers writable) {}

    /** Whether there is anything to be known of it. */
    boolean isInUse() {
        return enabled || size > 0 || kick != null || call != null || lastAvailable != 0;
    }

    /** What the driver's next revision must know of it. */
    VhostState.Ring state() {
        return new VhostState.Ring(
                index,
                size,
                lastAvailable,
                usedIndex,
                enabled,
                descriptors != null,
                descriptorsAt,
                usedAt,
                availableAt,
                kick != null,
                call != null);
    }

    /** Goes on where an earlier revision has stood. Its guest is interrupted with the next {@link #signal} in any case. */
    void recall(VhostState.Ring state, GuestMemory memory) throws GuestException {
        if (state.size() != 0 || state.located()) {
            size(state.size());
        }
        base(state.base());
        if (state.located()) {
            addresses(memory, state.descriptorTable(), state.usedRing(), state.availableRing());
            usedIndex = state.used() & 0xFFFF;
        }
        enabled = state.enabled();
        toCall = true;
    }

    /** A chain that an earlier revision has taken, and not given back. */
    Chain again(int head, GuestMemory memory) throws GuestException {
        if (descriptors == null || head < 0) {
            throw new GuestException("a request of a ring that is nowhere");
        }
        return chain(memory, head);
    }

    void size(int entries) throws GuestException {
        if (entries < 1 || entries > MOST || Integer.bitCount(entries) != 1) {
            throw new GuestException("a ring of " + entries + " entries");
        }
        if (descriptors != null && entries != size) {
            throw new GuestException("a ring of another size while it is in use; stop it first (GET_VRING_BASE)");
        }
        size = entries;
    }

    void base(int index) {
        lastAvailable = index & 0xFFFF;
    }

    int base() {
        return lastAvailable;
    }

    /** Whether requests can be taken from it. */
    boolean isReady() {
        return enabled && kick != null && descriptors != null;
    }

    void addresses(GuestMemory memory, long descriptorTable, long usedRing, long availableRing) throws GuestException {
        descriptorsAt = descriptorTable;
        usedAt = usedRing;
        availableAt = availableRing;
        locate(memory);
    }

    /** Its guest's memory is mapped anew. */
    void relocate(GuestMemory memory) throws GuestException {
        if (descriptors != null) {
            locate(memory);
        }
    }

    private void locate(GuestMemory memory) throws GuestException {
        descriptors = memory.atUserAddress(descriptorsAt, (long) size * DESCRIPTOR_SIZE);
        available = memory.atUserAddress(availableAt, 4 + 2L * size);
        used = memory.atUserAddress(usedAt, 4 + 8L * size);
        usedIndex = used.get(U16, 2) & 0xFFFF;
    }

    /** Its memory is there no more, or it is stopped. */
    void detach() {
        descriptors = null;
        available = null;
        used = null;
    }

    /** The next chain, {@code null} when there is none. */
    Chain next(GuestMemory memory) throws GuestException {
        if (!isReady()) {
            return null;
        }
        int index = available.get(U16, 2) & 0xFFFF;
        if (index == lastAvailable) {
            return null;
        }
        if ((index - lastAvailable & 0xFFFF) > size) {
            throw new GuestException("more requests are available than the ring has entries");
        }
        VarHandle.acquireFence();
        int head = available.get(U16, 4 + 2L * (lastAvailable & size - 1)) & 0xFFFF;
        lastAvailable = lastAvailable + 1 & 0xFFFF;
        return chain(memory, head);
    }

    private Chain chain(GuestMemory memory, int head) throws GuestException {
        GuestBuffers readable = new GuestBuffers();
        GuestBuffers writable = new GuestBuffers();
        MemorySegment table = descriptors;
        int entries = size;
        int at = head;
        boolean indirect = false;
        for (int steps = 0; ; steps++) {
            if (at >= entries || steps > MOST) {
                throw new GuestException("a chain of descriptors leaves its table, or has no end");
            }
            long base = (long) at * DESCRIPTOR_SIZE;
            long address = table.get(U64, base);
            long length = Integer.toUnsignedLong(table.get(U32, base + 8));
            int flags = table.get(U16, base + 12);
            int next = table.get(U16, base + 14) & 0xFFFF;
            if ((flags & INDIRECT) != 0) {
                boolean fits = !indirect
                        && length % DESCRIPTOR_SIZE == 0
                        && length > 0
                        && length <= (long) MOST * DESCRIPTOR_SIZE
                        && (flags & NEXT) == 0;
                if (!fits) {
                    throw new GuestException("an indirect table of " + length + " bytes");
                }
                indirect = true;
                table = memory.atGuestAddress(address, length);
                entries = (int) (length / DESCRIPTOR_SIZE);
                at = 0;
                continue;
            }
            memory.add(address, length, (flags & WRITE) != 0 ? writable : readable);
            if ((flags & NEXT) == 0) {
                return new Chain(head, readable, writable);
            }
            at = next;
        }
    }

    /** A chain has been served; {@link #signal} comes after the last of several. */
    void used(Chain chain, long written) {
        if (used == null) {
            return;
        }
        long at = 4 + 8L * (usedIndex & size - 1);
        used.set(U32, at, chain.head());
        used.set(U32, at + 4, (int) written);
        usedIndex = usedIndex + 1 & 0xFFFF;
        VarHandle.releaseFence();
        used.set(U16, 2, (short) usedIndex);
        toCall = true;
    }

    /** Interrupts the guest if it wants to be, and something is new. */
    void signal() {
        if (!toCall || call == null || available == null) {
            return;
        }
        toCall = false;
        VarHandle.fullFence();
        if ((available.get(U16, 0) & NO_INTERRUPT) == 0) {
            call.signal();
        }
    }

    void close() {
        detach();
        if (kick != null) {
            kick.close();
            kick = null;
        }
        if (call != null) {
            call.close();
            call = null;
        }
    }
}
