package org.scst.core.internal.nexus;

import java.util.concurrent.Executor;
import org.scst.core.internal.execution.Work;
import org.scst.core.internal.logicalunit.LogicalUnit;

/**
 * What a nexus hands over to devices' own contexts: short work gathered during one read batch goes in one piece, everything else
 * at once. One hand-over there and one back, however many commands; batches of short work of a device run one at a time.
 *
 * <p><i>Threading:</i> confined to the nexus's executor; a {@link Batch} in between belongs to the device's thread.
 */
final class HandOverBatches {
    private static final int LARGEST = 16;

    private final ItNexus nexus;
    private Batch gathering;
    private Batch spare;
    private boolean readBatch;

    HandOverBatches(ItNexus nexus) {
        this.nexus = nexus;
    }

    /** A command comes in: until {@link #batchEnded} short work is gathered. */
    void batchBegun() {
        readBatch = true;
    }

    /** Sends what was gathered. */
    void batchEnded() {
        readBatch = false;
        submit();
    }

    void add(Command command) {
        if (command.handOver == Command.HandOver.AT_ONCE) {
            Batch single = batch(command.logicalUnit());
            single.inTurn = false;
            single.add(command);
            single.device.execution().submit(single);
            return;
        }
        if (gathering != null && (gathering.device != command.logicalUnit() || gathering.count == LARGEST)) {
            submit();
        }
        if (gathering == null) {
            gathering = batch(command.logicalUnit());
            gathering.inTurn = true;
        }
        gathering.add(command);
        if (!readBatch) {
            submit();
        }
    }

    private void submit() {
        Batch ready = gathering;
        gathering = null;
        if (ready != null) {
            ready.device.execution().submit(ready);
        }
    }

    private Batch batch(LogicalUnit device) {
        Batch batch = spare == null ? new Batch() : spare;
        spare = batch.nextSpare;
        batch.nextSpare = null;
        batch.device = device;
        return batch;
    }

    /** Commands on their way to a device's thread and back. */
    private final class Batch implements Work {
        private final Command[] commands = new Command[LARGEST];
        private final long[] tokens = new long[LARGEST];
        private int count;
        private LogicalUnit device;
        private boolean inTurn;
        private final Runnable wayBack = this::back;
        private Work next;
        private Batch nextSpare;
        private Executor postedTo;

        void add(Command command) {
            commands[count] = command;
            tokens[count] = command.token();
            count++;
        }

        /** On the device's thread. Commands whose answer follows later post it themselves: they are left out here. */
        @Override
        public void run() {
            for (int i = 0; i < count; i++) {
                if (!commands[i].processBlocking(tokens[i])) {
                    commands[i] = null;
                }
            }
            post();
        }

        private void post() {
            postedTo = nexus.executor();
            postedTo.execute(wayBack);
        }

        /** Back on the nexus's executor. */
        private void back() {
            if (postedTo != nexus.executor()) {
                post();
                return;
            }
            int answered = count;
            for (int i = 0; i < answered; i++) {
                Command command = commands[i];
                commands[i] = null;
                if (command != null) {
                    command.answered();
                }
            }
            count = 0;
            device = null;
            nextSpare = spare;
            spare = this;
        }

        @Override
        public boolean inTurn() {
            return inTurn;
        }

        @Override
        public Work next() {
            return next;
        }

        @Override
        public void next(Work work) {
            next = work;
        }
    }
}
