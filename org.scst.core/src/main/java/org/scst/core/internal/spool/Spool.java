package org.scst.core.internal.spool;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.scst.core.internal.state.CheckedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code volatile} of the state folder: written at the end of an orderly stop, when everything was flushed, and taken
 * away by the next start before anything is served. So after a crash there is none, and nothing is restored twice.
 *
 * <p>What is older than two minutes is not used: by then initiators have given their sessions up (open-iscsi after 120 s, others
 * sooner), which ends a RESERVE, and others may have been told so. So is what comes from the future: the clock was set.
 *
 * <p><i>Threading:</i> confined to its caller; blocks for the disk.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    static final Duration LIMIT = Duration.ofSeconds(120);

    private final CheckedFile file;
    private final InstantSource clock;
    private String taken = "";

    /**
     * @param state the state folder
     * @param clock of the world outside: it goes on while the process does not run
     */
    public Spool(Path state, InstantSource clock) {
        this.file = new CheckedFile(state.resolve("volatile"), "scst-volatile 1");
        this.clock = clock;
    }

    /** Keeps the state; it is on the medium when this returns. */
    public void write(VolatileState state) throws IOException {
        file.write(clock.millis() + "\n" + SpoolText.write(state));
    }

    /** Leaves what was taken to the next start, as old as it is: this one has ended before it could use it. */
    public void putBack() throws IOException {
        if (!taken.isEmpty()) {
            file.write(taken);
        }
    }

    /**
     * What the last stop has kept, {@link VolatileState#NONE} when it can not be used; it is not there any more when this returns.
     *
     * @throws IOException when it cannot be taken away: it must not be used by a later start
     */
    public VolatileState take() throws IOException {
        Optional<String> body;
        try {
            body = file.read();
        } catch (NoSuchFileException none) {
            return VolatileState.NONE;
        } catch (IOException unreadable) {
            body = Optional.empty();
        }
        file.delete();
        try {
            String text = body.orElseThrow(
                    () -> new IllegalArgumentException(file.path() + " is damaged or of another version"));
            VolatileState state = read(text);
            taken = text;
            return state;
        } catch (RuntimeException unusable) {
            LOG.warn(
                    "Volatile SCSI state of the last stop is not restored ({}): each initiator is told of a power on",
                    unusable.getMessage());
            return VolatileState.NONE;
        }
    }

    private VolatileState read(String body) {
        int first = body.indexOf('\n');
        Duration age = Duration.ofMillis(clock.millis() - Long.parseLong(body.substring(0, first)));
        if (age.isNegative() || age.compareTo(LIMIT) > 0) {
            throw new IllegalArgumentException("it is " + age.toSeconds() + " s old, where initiators have waited for "
                    + LIMIT.toSeconds() + " s at most");
        }
        return SpoolText.read(body.substring(first + 1));
    }
}
