package org.scst.core.internal.buffer;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.scst.core.internal.fence.Fence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where core's data buffers come from: page-aligned memory in sizes of a power of two from 4 KiB to 4 MiB, cut from slabs of a few
 * regions, each of which can be registered once or passed on as a descriptor. Free buffers are kept per slot (event loop), further
 * ones per size; memory that nobody has needed for about a minute goes back to the system by {@link #trim}.
 *
 * <p>Every grant is charged to a {@link Budget} with the memory it takes, not only with the length asked for.
 *
 * <p><i>Threading:</i> thread-safe. A grant that finds a buffer in its slot's cache waits for nobody and allocates nothing.
 * <i>Ownership:</i> a buffer is released by whom it was granted to, on any thread; the regions are freed when the pool is closed and
 * the last buffer has come back, never under somebody's feet.
 */
public final class BufferPool implements AutoCloseable {

    /** System property: {@code true} fills memory when it is granted and released, for tests. */
    public static final String POISON_PROPERTY = "scst.buffers.poison";

    /** Longest buffer. */
    public static final int LARGEST_BYTES = SizeClass.LARGEST_BYTES;

    /** How long unneeded buffers stay in a cache, and then how long a slab of free buffers is kept. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(BufferPool.class);

    private final Regions regions;
    private final boolean poison;
    private final SizeClass[] classes = new SizeClass[SizeClass.COUNT];
    private final SlotCache[] caches = new SlotCache[Fence.SLOTS];
    /** Holders of buffers are inside; the pool is freed when they have left. */
    private final Fence holders = new Fence();
    /** Who was granted what is still out; {@code null} unless leaks are traced. */
    private final Map<PoolBuffer, Throwable> grants;

    private final AtomicBoolean retired = new AtomicBoolean();
    private boolean swept;
    private long lastSweep;

    /** A pool without memory; poisoned and traced as the system properties say. */
    public BufferPool() {
        this(
                FileMemory::orAnonymous,
                Boolean.getBoolean(POISON_PROPERTY),
                ResourceLeakDetector.getLevel() == ResourceLeakDetector.Level.PARANOID);
    }

    /** Of this region alone, which is the pool's from now on; poisoned and traced as the system properties say. */
    static BufferPool of(RegionMemory only) {
        Supplier<RegionMemory> noMore = () -> {
            throw new OutOfMemoryError("a device's memory is used up");
        };
        return new BufferPool(
                new Regions(only, noMore),
                Boolean.getBoolean(POISON_PROPERTY),
                ResourceLeakDetector.getLevel() == ResourceLeakDetector.Level.PARANOID);
    }

    BufferPool(Supplier<? extends RegionMemory> source, boolean poison, boolean traced) {
        this(new Regions(source), poison, traced);
    }

    private BufferPool(Regions regions, boolean poison, boolean traced) {
        this.regions = regions;
        this.poison = poison;
        this.grants = traced ? Collections.synchronizedMap(new IdentityHashMap<>()) : null;
        for (int index = 0; index < classes.length; index++) {
            classes[index] = new SizeClass(index, regions);
        }
        for (int slot = 0; slot < caches.length; slot++) {
            caches[slot] = new SlotCache();
        }
    }

    /** How many bytes a buffer of this length takes, and its budget is charged with. */
    public static int charge(int length) {
        return 1 << (SizeClass.SMALLEST_SHIFT + SizeClass.indexFor(length));
    }

    /**
     * Grants an empty buffer; its content is arbitrary.
     *
     * @param slot of the calling thread, 0 to {@link Fence#SLOTS} - 1
     * @param length capacity and largest capacity of the buffer, 1 to {@link #LARGEST_BYTES}
     * @param budget charged with {@link #charge} until the buffer is released
     * @return given: the caller releases it; {@code null} if the budget has no room
     * @throws IllegalStateException if the pool is closed
     * @throws OutOfMemoryError if the system gives no memory
     */
    public PoolBuffer grant(int slot, int length, Budget budget) {
        PoolBuffer buffer = grantWhileOpen(slot, length, budget);
        if (buffer == null && holders.closed()) {
            throw new IllegalStateException("the buffer pool is closed");
        }
        return buffer;
    }

    /** As {@link #grant(int, int, Budget)}, but of another pool once this one is closed, whenever that happens. */
    public PoolBuffer grant(int slot, int length, Budget budget, BufferPool whenClosed) {
        PoolBuffer buffer = grantWhileOpen(slot, length, budget);
        return buffer == null && holders.closed() ? whenClosed.grant(slot, length, budget) : buffer;
    }

    /** As {@link #grant(int, int, Budget)}, but {@code null} if the pool is closed. */
    PoolBuffer grantWhileOpen(int slot, int length, Budget budget) {
        SizeClass sizeClass = classes[SizeClass.indexFor(length)];
        if (!budget.tryReserve(sizeClass.bytes())) {
            return null;
        }
        PoolBuffer buffer = null;
        try {
            buffer = grantReserved(sizeClass, slot, length, budget);
        } finally {
            if (buffer == null) {
                budget.release(sizeClass.bytes());
            }
        }
        return buffer;
    }

    /** Buffers granted now. */
    public long outstanding() {
        return holders.inside();
    }

    /** Where each buffer that is out was granted; empty unless Netty's leak detection was at its paranoid level when the pool was made. */
    public List<Throwable> outstandingGrants() {
        if (grants == null) {
            return List.of();
        }
        synchronized (grants) {
            return List.copyOf(grants.values());
        }
    }

    /**
     * Where a buffer lies, for those who have registered its region.
     *
     * @param buffer one of this pool's, or a slice or duplicate of one
     * @throws IllegalArgumentException if it is not
     */
    public RegionOffset region(ByteBuf buffer) {
        ByteBuf origin = buffer;
        while (origin.unwrap() != null) {
            origin = origin.unwrap();
        }
        if (!(origin instanceof PoolBuffer pooled) || !pooled.belongsTo(this) || !buffer.hasMemoryAddress()) {
            throw new IllegalArgumentException("not a buffer of this pool: " + buffer);
        }
        Regions.Place place = pooled.slab().place();
        return new RegionOffset(
                place.region(),
                place.offset() + buffer.memoryAddress() - place.memory().address());
    }

    /** The file descriptor of a region's memory, for passing it on; -1 where it has none. */
    public int descriptor(int region) {
        return regions.descriptor(region);
    }

    /** Figures by size, smallest first. */
    public List<SizeClassStatistics> statistics() {
        List<SizeClassStatistics> figures = new ArrayList<>();
        for (SizeClass sizeClass : classes) {
            figures.add(statistics(sizeClass));
        }
        return figures;
    }

    /** Bytes of memory held for buffers, granted or free. */
    public long heldBytes() {
        return regions.usedBytes();
    }

    /**
     * Gives memory back that has not been needed for about a minute. To be called every few seconds, by one thread at a time.
     *
     * @param nowNanos as {@link System#nanoTime()} has it
     */
    public void trim(long nowNanos) {
        if (!holders.tryEnter(0)) {
            return;
        }
        try {
            if (!swept || nowNanos - lastSweep >= PATIENCE.toNanos()) {
                sweepCaches();
                swept = true;
                lastSweep = nowNanos;
            }
            for (SizeClass sizeClass : classes) {
                sizeClass.trim(PATIENCE.toNanos(), nowNanos);
            }
        } finally {
            holders.leave(0);
        }
    }

    /** Grants nothing from now on and frees the memory when the last buffer has come back, perhaps after this returns. */
    @Override
    public void close() {
        long out = outstanding();
        if (out > 0) {
            LOG.warn("The buffer pool is closed while {} buffers are granted", out);
            outstandingGrants().forEach(grant -> LOG.warn("A buffer not yet released", grant));
        }
        retire();
    }

    /**
     * As {@link #close}, where buffers are expected to be out. One that comes back after this began is not granted again, not even
     * to who was in a grant when it began: somebody outside may still write into it.
     */
    void retire() {
        if (retired.compareAndSet(false, true)) {
            holders.close(regions::close);
        }
    }

    /** Called by the buffer whose last reference went. */
    void takeBack(PoolBuffer released, Budget charged) {
        if (grants != null) {
            grants.remove(released);
        }
        SlotCache home = released.home();
        int slot = released.homeSlot();
        PoolBuffer free = poison ? Poison.released(released) : released;
        SizeClass sizeClass = free.slab().sizeClass();
        if (!retired.get() && !home.tryPut(sizeClass.index(), free)) {
            sizeClass.takeBack(free);
        }
        holders.leave(slot);
        charged.release(sizeClass.bytes());
    }

    private PoolBuffer grantReserved(SizeClass sizeClass, int slot, int length, Budget budget) {
        if (!holders.tryEnter(slot)) {
            return null;
        }
        boolean granted = false;
        PoolBuffer buffer;
        try {
            buffer = take(sizeClass, caches[slot]);
            if (poison) {
                Poison.granted(buffer);
            }
            buffer.grant(this, caches[slot], slot, length, budget);
            granted = true;
        } finally {
            if (!granted) {
                holders.leave(slot);
            }
        }
        if (grants != null) {
            grants.put(buffer, new Throwable(length + " bytes granted by " + Thread.currentThread()));
        }
        return buffer;
    }

    private PoolBuffer take(SizeClass sizeClass, SlotCache cache) {
        PoolBuffer buffer = cache.tryTake(sizeClass.index());
        if (buffer == null) {
            buffer = sizeClass.take();
            sizeClass.notePeak(granted(sizeClass));
        }
        return buffer;
    }

    private void sweepCaches() {
        for (SlotCache cache : caches) {
            for (SizeClass sizeClass : classes) {
                cache.sweep(sizeClass);
            }
        }
    }

    private SizeClassStatistics statistics(SizeClass sizeClass) {
        long granted = granted(sizeClass);
        sizeClass.notePeak(granted);
        long hits = hits(sizeClass);
        return new SizeClassStatistics(sizeClass.bytes(), hits, sizeClass.misses(), granted, sizeClass.peak());
    }

    private long hits(SizeClass sizeClass) {
        long sum = 0;
        for (SlotCache cache : caches) {
            sum += cache.hits(sizeClass.index());
        }
        return sum;
    }

    private long granted(SizeClass sizeClass) {
        long sum = sizeClass.misses() - sizeClass.returned();
        for (SlotCache cache : caches) {
            sum += cache.hits(sizeClass.index()) - cache.returned(sizeClass.index());
        }
        return sum;
    }
}
