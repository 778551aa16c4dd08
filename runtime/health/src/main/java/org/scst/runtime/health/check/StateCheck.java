package org.scst.runtime.health.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Whether what must survive can be written: the folder that the property {@code scst.state} names.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(property = {"hc.name=state", "hc.tags=scst", "hc.tags=state"})
public final class StateCheck implements HealthCheck {
    private static final long MIB = 1 << 20;
    private static final long WARNING = 64 * MIB;
    private static final long CRITICAL = MIB;

    private final Path folder;

    /** Finds the folder. */
    @Activate
    public StateCheck(BundleContext context) {
        this(context.getProperty("scst.state"));
    }

    StateCheck(String folder) {
        this.folder = folder == null ? null : Path.of(folder);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (folder == null) {
            log.critical("The property scst.state names no folder. Start the platform with ./scst run.");
            return new Result(log);
        }
        try {
            write();
            space(Files.getFileStore(folder).getUsableSpace(), log);
        } catch (IOException e) {
            log.critical(
                    "The state folder {} cannot be written ({}): identities and registrations would be lost."
                            + " Correct its owner, mode or file system.",
                    folder,
                    e.toString());
        }
        return new Result(log);
    }

    private void write() throws IOException {
        Path probe = Files.createTempFile(folder, ".health", null);
        try {
            Files.write(probe, new byte[] {1});
        } finally {
            Files.delete(probe);
        }
    }

    static void space(long bytes, FormattingResultLog log) {
        if (bytes < CRITICAL) {
            log.critical("No space is left for the state folder. Free some at once.");
        } else if (bytes < WARNING) {
            log.warn("Only {} MiB are left for the state folder. Free some.", bytes / MIB);
        } else {
            log.info("The state folder can be written; {} MiB are left.", bytes / MIB);
        }
    }
}
