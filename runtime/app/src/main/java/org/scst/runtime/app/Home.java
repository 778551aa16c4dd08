package org.scst.runtime.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The folders in which one installation lives; every bundle finds them as system properties of the same names.
 *
 * <p>The launcher script decides where they are. They are never inside the checkout's build output, so that a clean
 * build cannot take a disk with it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param home {@code scst.home}: what the others are in by default, and the disks that the platform makes itself
 * @param etc {@code scst.etc}: the configuration, one file per object
 * @param state {@code scst.state}: what must survive a restart and stands in no configuration file
 * @param log {@code scst.log}: logs
 * @param run {@code scst.run}: lock, console socket, what processes have for themselves; worthless after them
 */
record Home(Path home, Path etc, Path state, Path log, Path run) {
    /** Reads the folders from system properties. */
    static Home of(UnaryOperator<String> properties) {
        return new Home(
                folder(properties, "scst.home"),
                folder(properties, "scst.etc"),
                folder(properties, "scst.state"),
                folder(properties, "scst.log"),
                folder(properties, "scst.run"));
    }

    /** Has every bundle that asks from now on find these folders. */
    void announce() {
        System.setProperty("scst.home", home.toString());
        System.setProperty("scst.etc", etc.toString());
        System.setProperty("scst.state", state.toString());
        System.setProperty("scst.log", log.toString());
        System.setProperty("scst.run", run.toString());
    }

    /** Makes the folders that do not exist, for their owner alone. */
    void create() throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (Path folder : List.of(home, etc, etc.resolve("secrets"), state, log, run)) {
            Files.createDirectories(folder, ownerOnly);
        }
    }

    Path disks() {
        return home.resolve("disks");
    }

    Path consoleSocket() {
        return run.resolve("console.sock");
    }

    Path lockFile() {
        return run.resolve("scst.pid");
    }

    /** The launcher's: whoever has it locked starts the platform, and the platform keeps it. */
    Path startLock() {
        return run.resolve("start.lock");
    }

    /** There while the service manager is about to start another process in this one's place. */
    Path keepWish() {
        return run.resolve("keep");
    }

    /**
     * There while another platform is to follow when this one stops. It names the folder in {@link #run} from which that one runs,
     * if it can be started beside this one.
     */
    Path restartWish() {
        return run.resolve("restart");
    }

    /** Says why the process that was to follow has not come up, for whoever has asked for it. */
    Path restartFailure() {
        return run.resolve("failed");
    }

    /** Names the distribution from which the target runs, in a folder of its process's own. */
    Path platform() {
        return run.resolve("platform");
    }

    private static Path folder(UnaryOperator<String> properties, String key) {
        String value = properties.apply(key);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("System property " + key + " is not set; start with ./scst run");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }
}
