package org.scst.core.internal.execution;

/**
 * A batch of one.
 *
 * <p><i>Threading:</i> immutable.
 */
record Single(Runnable command) implements Work {

    @Override
    public void run() {
        command.run();
    }

    @Override
    public Work next() {
        return null;
    }

    @Override
    public void next(Work work) {
        if (work != null) {
            throw new IllegalStateException("a batch of one");
        }
    }
}
