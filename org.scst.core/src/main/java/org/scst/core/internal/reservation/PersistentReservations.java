package org.scst.core.internal.reservation;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.scst.core.internal.state.CheckedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The persistent reservations of one logical unit: what holds now, and its file, which says the same as long as APTPL is one and
 * somebody is registered.
 *
 * <p><i>Threading:</i> {@link #state} and {@link #damage} may be called anywhere; all else is confined to {@link #context}, and
 * blocks for the disk.
 */
public final class PersistentReservations {
    private static final Logger LOG = LoggerFactory.getLogger(PersistentReservations.class);
    private static final String FORMAT = "scst-reservations 1";

    private final CheckedFile file;
    private final Executor context;
    private volatile ReservationState state = ReservationState.NONE;
    private volatile String damage;
    /** Whether the file is not known to say what holds: the next state is written whatever it is. */
    private boolean unknown;

    PersistentReservations(Path path, Executor context) {
        this.file = new CheckedFile(path, FORMAT);
        this.context = context;
    }

    /** Where changes are made, one after another. */
    public Executor context() {
        return context;
    }

    /** What holds now. */
    public ReservationState state() {
        return state;
    }

    /** Why it is not known what holds, and what to do; {@code null} when it is. */
    public String damage() {
        return damage;
    }

    /**
     * Takes what a loss of power has left; PRGENERATION begins anew by that. Called before the logical unit is served.
     */
    public void load() {
        state = ReservationState.NONE;
        damage = null;
        try {
            Optional<String> text = file.read();
            if (text.isPresent()) {
                state = ReservationText.read(text.get()).generation(0).persistent(true);
            } else {
                damaged(file.path() + " is damaged or of another version");
            }
        } catch (NoSuchFileException none) {
            LOG.debug("{}: nobody is registered", file.path());
        } catch (IllegalArgumentException e) {
            damaged(file.path() + ": " + e.getMessage());
        } catch (IOException e) {
            damaged(file.path() + " cannot be read: " + e.getMessage());
        }
    }

    private void damaged(String why) {
        LOG.error("Persistent reservations are not known: {}", why);
        damage = why;
    }

    /** The file, for messages. */
    public String fileName() {
        return file.path().toString();
    }

    /**
     * Takes what a planned restart has carried over. The file has the last word: who has changed it meanwhile had a reason.
     */
    public void restore(ReservationState kept) {
        boolean ofThisFile = kept.persistent() && !kept.isEmpty();
        if (damage == null && (ofThisFile ? state.generation(kept.generation()).equals(kept) : state.isEmpty())) {
            state = kept;
        }
    }

    /**
     * Makes a state the one that holds; if it has to outlive a loss of power, it is on the medium by then.
     *
     * @throws IOException when it cannot be kept: what held before still holds
     */
    public void keep(ReservationState next) throws IOException {
        if (damage != null) {
            throw new IOException(damage);
        }
        ReservationState before = state;
        if (unknown || !next.equals(before) && (inFile(next) || inFile(before))) {
            write(next, before);
        }
        state = next;
    }

    private static boolean inFile(ReservationState state) {
        return state.persistent() && !state.isEmpty();
    }

    /** A write that failed half way may have changed the file all the same: then it is put back. */
    private void write(ReservationState next, ReservationState before) throws IOException {
        try {
            write(next);
            unknown = false;
        } catch (IOException e) {
            unknown = true;
            try {
                write(before);
                unknown = false;
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void delete() throws IOException {
        try {
            file.delete();
        } catch (NoSuchFileException gone) {
            LOG.debug("{} was not there", file.path());
        }
    }

    private void write(ReservationState written) throws IOException {
        if (inFile(written)) {
            file.write(ReservationText.write(written));
        } else {
            delete();
        }
    }
}
