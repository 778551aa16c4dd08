package org.scst.passthru.internal.generic;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.scst.core.linux.CharacterDevice;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device by Linux's SCSI generic driver, {@code /dev/sgN}, interface version 3: a command is begun by {@code write(2)} and its end
 * fetched by {@code read(2)}, {@value #SLOTS} at a time, which is what the driver has for each opening. What is more waits here.
 *
 * <p>The kernel copies the data: Data-Out while a command is begun, Data-In while its end is fetched. So when a device that was taken out
 * gives no ends any more, buffers can go: nothing is written to them later.
 *
 * <p><i>Threading:</i> thread-safe by its lock, which is not held during system calls. One thread of its own fetches the ends, tells them,
 * and begins what waits; it sleeps in the kernel while commands are out, and otherwise in the lock's condition.
 */
public final class SgDevice implements ScsiGeneric {
    private static final Logger LOG = LoggerFactory.getLogger(SgDevice.class);
    private static final int SLOTS = 16;
    private static final int EDOM = 33;
    private static final long SG_GET_SG_TABLESIZE = 0x227F;
    private static final long SG_GET_SCSI_ID = 0x2276;
    private static final long BLKSECTGET = 0x1267;
    /** {@code struct sg_scsi_id}. */
    private static final int ID_LENGTH = 32;
    /** What one entry of the adapter's list takes, as the driver allocates (SG_SCATTER_SZ). */
    private static final int SCATTER_LENGTH = 32 * 1024;
    /** Between two looks at a device that gives no ends. */
    private static final long PAUSE_MILLIS = 200;

    private final LinuxFile file;
    private final CharacterDevice device;
    private final Slot[] slots = new Slot[SLOTS];
    private final SgHeader fetched = new SgHeader(memory());
    private final int largest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<Slot> free = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int out;
    private boolean closing;

    /** What one command needs. */
    private static final class Slot {
        private final int number;
        private final SgHeader header;
        private Consumer<Completion> completed;

        Slot(int number, MemorySegment memory) {
            this.number = number;
            this.header = new SgHeader(memory);
        }
    }

    private record Waiting(ScsiRequest request, Consumer<Completion> completed) {}

    private SgDevice(LinuxFile file, String name) throws IOException {
        this.file = file;
        this.device = new CharacterDevice(file);
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot(i, memory());
            free.add(slots[i]);
        }
        int entries = device.control("ioctl(SG_GET_SG_TABLESIZE)", SG_GET_SG_TABLESIZE, 0);
        int bytes = device.control("ioctl(BLKSECTGET)", BLKSECTGET, 0);
        long byEntries = Math.max(entries, 1) * (long) SCATTER_LENGTH;
        largest = (int) Math.min(bytes > 0 ? bytes : byEntries, byEntries);
        Thread.ofPlatform().name("scst-sg-" + name).daemon().start(this::fetch);
    }

    /** Lives as long as somebody may use it: a command may be begun at the moment the device is given up. */
    private static MemorySegment memory() {
        return Arena.ofAuto().allocate(SgHeader.SLOT_LENGTH, Long.BYTES);
    }

    /**
     * Opens a device.
     *
     * @param node its device file
     * @param name for the name of the thread
     * @throws DeviceInUseException when somebody has it exclusively
     */
    public static SgDevice open(Path node, String name) throws IOException {
        // One that somebody has opened exclusively would be waited for without an end.
        DeviceClaim.open(node, List.of(node), OpenFlag.READ_WRITE, OpenFlag.NONBLOCK)
                .close();
        LinuxFile file = LinuxFile.open(node, OpenFlag.READ_WRITE);
        try {
            return new SgDevice(file, name);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void begin(ScsiRequest request, Consumer<Completion> completed) {
        Slot slot;
        lock.lock();
        try {
            slot = closing || !waiting.isEmpty() ? null : take(completed);
            if (slot == null && !closing) {
                waiting.add(new Waiting(request, completed));
                return;
            }
        } finally {
            lock.unlock();
        }
        if (slot == null) {
            completed.accept(Completion.refused(Errno.ENODEV));
        } else {
            if (!write(slot, request)) {
                beginWaiting();
            }
        }
    }

    private Slot take(Consumer<Completion> completed) {
        Slot slot = free.poll();
        if (slot != null) {
            slot.completed = completed;
            if (out++ == 0) {
                work.signal();
            }
        }
        return slot;
    }

    /** {@code false} when the driver did not take it: then its slot is free again. */
    private boolean write(Slot slot, ScsiRequest request) {
        slot.header.write(request, slot.number);
        int result = held(() -> device.write(slot.header.address(), SgHeader.LENGTH));
        if (result < 0) {
            // The driver counts an end that is being fetched for a moment longer than we do.
            tell(release(slot), Completion.refused(result == -EDOM ? Errno.EAGAIN : -result));
        }
        return result >= 0;
    }

    /** Calls while the descriptor cannot be closed; ENODEV when it is. */
    private int held(IntSupplier call) {
        LinuxFile open;
        try {
            open = file.retain();
        } catch (IllegalStateException closed) {
            return -Errno.ENODEV;
        }
        try {
            return call.getAsInt();
        } finally {
            open.release();
        }
    }

    private Consumer<Completion> release(Slot slot) {
        lock.lock();
        try {
            Consumer<Completion> completed = slot.completed;
            slot.completed = null;
            if (completed != null) {
                free.add(slot);
                out--;
            }
            return completed;
        } finally {
            lock.unlock();
        }
    }

    /** The thread of its own. */
    private void fetch() {
        try {
            while (awaitWork()) {
                int result = device.read(fetched.address(), SgHeader.LENGTH);
                if (result < 0) {
                    failed(-result);
                } else {
                    ended(slots[fetched.packId()]);
                }
            }
        } finally {
            giveUp();
            file.close();
        }
    }

    /** {@code false} once it is closed and nothing is out. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (out == 0 && !closing) {
                work.awaitUninterruptibly();
            }
            return out > 0;
        } finally {
            lock.unlock();
        }
    }

    private void ended(Slot slot) {
        Completion completion = fetched.read(slot.header);
        tell(release(slot), completion);
        beginWaiting();
    }

    private static void tell(Consumer<Completion> completed, Completion completion) {
        if (completed == null) {
            return;
        }
        try {
            completed.accept(completion);
        } catch (RuntimeException | LinkageError defect) {
            LOG.error("Defect in the end of a command", defect);
        }
    }

    private void beginWaiting() {
        while (true) {
            Slot slot;
            Waiting next;
            lock.lock();
            try {
                slot = waiting.isEmpty() ? null : take(waiting.peek().completed());
                next = slot == null ? null : waiting.poll();
            } finally {
                lock.unlock();
            }
            if (next == null) {
                return;
            }
            write(slot, next.request());
        }
    }

    /** The driver gives no end: the device was taken out, and what is out ends there, or is given up. */
    private void failed(int error) {
        if (error == Errno.ENODEV || error == Errno.ENXIO) {
            pause();
            if (!present()) {
                giveUp();
            }
        } else {
            LOG.warn("{}: the end of a command cannot be read: {}", file.path(), Errno.text(error));
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp() {
        List<Consumer<Completion>> told = new ArrayList<>();
        for (Slot slot : slots) {
            told.add(release(slot));
        }
        lock.lock();
        try {
            closing = true;
            waiting.forEach(next -> told.add(next.completed()));
            waiting.clear();
        } finally {
            lock.unlock();
        }
        told.forEach(completed -> tell(completed, Completion.refused(Errno.ENODEV)));
    }

    @Override
    public boolean synchronous() {
        return false;
    }

    @Override
    public int largestTransfer() {
        return largest;
    }

    /** A detached device refuses to say which it is. */
    @Override
    public boolean present() {
        try (Arena place = Arena.ofConfined()) {
            long address = place.allocate(ID_LENGTH, Long.BYTES).address();
            return held(() -> device.control(SG_GET_SCSI_ID, address)) >= 0;
        }
    }

    @Override
    public void reset() throws IOException {
        DeviceReset.of(file, device);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }
}
