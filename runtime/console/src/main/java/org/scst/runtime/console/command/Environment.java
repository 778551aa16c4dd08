package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What commands know of this machine.
 *
 * <p><i>Threading:</i> implementations are thread-safe.
 */
public interface Environment {

    /** Folder in which disks are made that name no file. */
    Path disks();

    /** Folder of configuration files; secrets are in a folder of it. */
    Path etc();

    /** Folder of what must survive a restart and stands in no configuration file. */
    Path state();

    /** The file that is logged to. */
    Path logFile();

    /** This machine's name, as its network knows it. */
    String hostName();

    /** Waits until something holds, at most so long; returns whether it holds. */
    boolean await(BooleanSupplier condition, Duration limit);

    /** Does something later, on a thread that may wait. */
    void later(Duration delay, Runnable task);
}
