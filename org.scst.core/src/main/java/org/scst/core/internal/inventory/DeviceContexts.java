package org.scst.core.internal.inventory;

import org.scst.core.internal.execution.BlockingContext;
import org.scst.core.internal.execution.DeviceExecution;
import org.scst.core.internal.execution.ThreadLimit;

/**
 * Where devices get the contexts of their own for what blocks.
 *
 * <p><i>Threading:</i> thread-safe.
 *
 * @param threads limit of all
 * @param maker makes the context
 */
record DeviceContexts(ThreadLimit threads, Maker maker) {

    /** Makes a context. */
    @FunctionalInterface
    interface Maker {

        /**
         * @param name of the device, for the names of threads
         * @param most threads at the same time
         */
        BlockingContext make(String name, int most);
    }

    /** Threads that begin when there is work. */
    static DeviceContexts ofThreads() {
        ThreadLimit threads = new ThreadLimit(ThreadLimit.DEFAULT_THREADS);
        return new DeviceContexts(threads, (name, most) -> new DeviceExecution(name, most, threads));
    }

    BlockingContext make(String name, int most) {
        return maker.make(name, most);
    }
}
