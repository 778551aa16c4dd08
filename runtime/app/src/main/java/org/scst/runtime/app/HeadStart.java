package org.scst.runtime.app;

import java.util.List;

/**
 * Initializes classes of bundles in the class path while the framework is still being made: those whose first use takes long and needs
 * nobody. Who needs them later finds that done, or waits for the rest of it.
 *
 * <p><i>Threading:</i> a thread of its own, which ends by itself.
 */
final class HeadStart {
    /** One that is not there is passed over. */
    private static final List<String> CLASSES = List.of(
            // Finds and loads the native library.
            "io.netty.channel.epoll.Epoll",
            // Has the virtual machine link functions of the C library. In vain where another core has been deployed.
            "org.scst.core.linux.SystemCalls",
            "org.scst.core.linux.Scratch",
            // Makes a format for dates, and for that the locales' calendars.
            "org.apache.felix.metatype.internal.Activator");

    /** What libraries say before the log is there goes to the terminal. */
    private static final String LEVEL_BEFORE_THE_LOG = "org.ops4j.pax.logging.DefaultServiceLog.level";

    private HeadStart() {}

    /** Begins; returns at once. */
    static void begin() {
        System.setProperty(LEVEL_BEFORE_THE_LOG, "WARN");
        Thread.ofPlatform().daemon().name("scst-head-start").start(() -> CLASSES.forEach(HeadStart::initialize));
    }

    private static void initialize(String name) {
        try {
            Class.forName(name, true, HeadStart.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError left) {
            // Who needs it will say so.
        }
    }
}
