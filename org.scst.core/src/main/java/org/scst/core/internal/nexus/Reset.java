package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.NexusAttachment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reset of one logical unit, over all its nexuses: held, emptied, told, resumed.
 *
 * <p><i>Threading:</i> thread-safe; its parts end on the executors of the nexuses concerned.
 */
final class Reset {
    private static final Logger LOG = LoggerFactory.getLogger(Reset.class);

    private final LogicalUnit unit;
    private final Consumer<Boolean> done;
    private final AtomicInteger pending = new AtomicInteger(1);
    private final AtomicBoolean allLeft = new AtomicBoolean(true);
    private final Runnable drained = new Drained();

    /** @param done runs once, with {@code false} when storage still has a command */
    Reset(LogicalUnit unit, Consumer<Boolean> done) {
        this.unit = unit;
        this.done = done;
    }

    /** @param by the nexus whose function it is */
    void begin(ItNexus by) {
        unit.hold(drained);
        pending.incrementAndGet();
        resetDevice();
        List<NexusAttachment> attached = new ArrayList<>();
        unit.forEachAttachment(attached::add);
        for (NexusAttachment attachment : attached) {
            pending.incrementAndGet();
            attachment.abortAll(by, ItlNexus.POWER_ON, this::left);
        }
        left(true);
    }

    private void resetDevice() {
        AtomicBoolean told = new AtomicBoolean();
        Runnable reset = () -> {
            if (!told.getAndSet(true)) {
                left(true);
            }
        };
        try {
            unit.resetDevice(reset);
        } catch (RuntimeException | LinkageError defect) {
            LOG.error("Device {} could not be reset by its handler", unit.name(), defect);
            reset.run();
        }
    }

    private void left(boolean all) {
        if (!all) {
            allLeft.set(false);
        }
        if (pending.decrementAndGet() == 0) {
            resetUnit();
            boolean empty = unit.resume(drained);
            done.accept(allLeft.get() && empty);
        }
    }

    /** Whatever a handler makes of what it is told: nobody waits for ever. */
    private void resetUnit() {
        try {
            unit.reset();
        } catch (RuntimeException | LinkageError defect) {
            LOG.error("Defect of the handler of {}", unit.name(), defect);
        }
    }

    /** Nothing is to be done when the logical unit is empty; an object of its own, for it is told from others. */
    private static final class Drained implements Runnable {
        @Override
        public void run() {
            // whoever left last goes on in left()
        }
    }
}
