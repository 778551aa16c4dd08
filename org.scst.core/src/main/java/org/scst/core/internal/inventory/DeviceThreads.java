package org.scst.core.internal.inventory;

import java.util.concurrent.ScheduledExecutorService;
import org.scst.core.internal.execution.BlockingContext;

/**
 * Where a device's life goes on, apart from the threads of its commands: those may all hang in its storage, and a device that hangs
 * must still take a changed file.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param control decides
 * @param lifecycle opens, configures and closes, one thing at a time; the device's own, ended by it
 */
record DeviceThreads(ScheduledExecutorService control, BlockingContext lifecycle) {}
