package org.scst.runtime.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A start and an orderly stop in a home that is thrown away, of the very bundles that are to serve another home then: what they need of
 * the virtual machine is loaded, linked and translated by then, and none of their classes goes with the stop.
 *
 * <p>It serves one disk in memory and one in a file to nobody, on a port of loopback that the kernel chooses.
 *
 * <p><i>Threading:</i> confined to the thread that starts the platform.
 */
final class Rehearsal {
    private static final Map<String, String> CONFIGURATION = Map.of(
            "org.scst.iscsi.cfg", "portals = 127.0.0.1:0\n",
            "org.scst.vdisk-memory.cfg", "type = nullio\nsize = 1M\n",
            "org.scst.iscsi.target-rehearsal.cfg",
                    "name = iqn.2026-11.org.example:rehearsal\nlun.0 = memory\nlun.1 = file\n");

    /** What is made anew when its settings are others: so it is rehearsed with those that will hold. */
    private static final String EVENT_LOOPS = "org.scst.runtime.eventloop*.cfg";

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Home home;
    private final Path etc;

    /**
     * Prepares.
     *
     * @param folder for all that is thrown away
     * @param real the home that will be served: of it, only {@code load/} and settings of event loops are read
     */
    Rehearsal(Path folder, Home real) {
        this.home = new Home(
                real.home(),
                folder.resolve("etc"),
                folder.resolve("state"),
                folder.resolve("log"),
                folder.resolve("run"));
        this.etc = real.etc();
    }

    /** Its folders. */
    Home home() {
        return home;
    }

    /** Has bundles find these folders, with something to serve in them. */
    void begin() throws IOException {
        home.create();
        Path disk = home.run().resolve("disk");
        for (Map.Entry<String, String> file : CONFIGURATION.entrySet()) {
            Files.writeString(home.etc().resolve(file.getKey()), file.getValue());
        }
        Files.writeString(
                home.etc().resolve("org.scst.vdisk-file.cfg"), "type = fileio\nsize = 1M\nfile = " + disk + "\n");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(etc, EVENT_LOOPS)) {
            for (Path file : files) {
                Files.copy(file, home.etc().resolve(file.getFileName().toString()));
            }
        }
        home.announce();
    }

    /**
     * Stops it as for a next process.
     *
     * @throws IOException when it does not stop
     */
    void end(Platform platform) throws IOException, InterruptedException {
        System.setProperty(NextProgram.WANTED, "true");
        boolean stopped = platform.stopProduct(STOP_LIMIT);
        System.clearProperty(NextProgram.WANTED);
        List<Integer> left = NextProgram.left();
        System.clearProperty(NextProgram.DESCRIPTORS);
        ProcessSocket.closeAll(left);
        if (!stopped) {
            throw new IOException("what was rehearsed has not stopped within " + STOP_LIMIT.toSeconds() + " s");
        }
        platform.forgetConfiguration();
        // What the rehearsal has left is not to be collected while initiators wait.
        System.gc();
    }
}
