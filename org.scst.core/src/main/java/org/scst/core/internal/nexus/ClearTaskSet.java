package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.NexusAttachment;

/**
 * CLEAR TASK SET of a task set that all nexuses share: every command of every nexus ends.
 *
 * <p><i>Threading:</i> thread-safe; its parts end on the executors of the nexuses concerned.
 */
final class ClearTaskSet {
    private final ItNexus by;
    private final Consumer<Boolean> done;
    private final AtomicInteger pending = new AtomicInteger(1);
    private final AtomicBoolean allLeft = new AtomicBoolean(true);

    /** @param done runs once, on the executor of {@code by}, with {@code false} when storage still has a command */
    ClearTaskSet(ItNexus by, Consumer<Boolean> done) {
        this.by = by;
        this.done = done;
    }

    void begin(LogicalUnit unit) {
        List<NexusAttachment> attached = new ArrayList<>();
        unit.forEachAttachment(attached::add);
        for (NexusAttachment attachment : attached) {
            pending.incrementAndGet();
            attachment.clear(by, null, this::left);
        }
        left(true);
    }

    private void left(boolean all) {
        if (!all) {
            allLeft.set(false);
        }
        if (pending.decrementAndGet() == 0) {
            by.execute(() -> done.accept(allLeft.get()));
        }
    }
}
