package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.scsi.Outcome;

/**
 * A third-party copy as RECEIVE COPY RESULTS tells of it.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
public final class CopyOperation {
    private final long identifier;
    private final int serviceAction;
    private int segments;
    private long bytes;
    private Outcome outcome;
    private boolean cancelled;
    private boolean partial;
    private byte[] rodToken = {};
    private Runnable canceller = () -> {};
    private final List<Runnable> waiting = new ArrayList<>();

    /**
     * @param identifier LIST IDENTIFIER
     * @param serviceAction of the EXTENDED COPY command or its like
     */
    public CopyOperation(long identifier, int serviceAction) {
        this.identifier = identifier;
        this.serviceAction = serviceAction;
    }

    /** LIST IDENTIFIER. */
    public long identifier() {
        return identifier;
    }

    /** Of the command that began it. */
    public int serviceAction() {
        return serviceAction;
    }

    /** So many bytes more have been written. */
    public void copied(long count) {
        bytes += count;
    }

    /** One segment more is done. */
    public void segmentDone() {
        segments++;
    }

    /** It has ended. */
    public void end(Outcome how) {
        outcome = how;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    /** It was asked for more than there was. */
    public void partial() {
        partial = true;
    }

    /** Whether it was asked for more than there was. */
    public boolean isPartial() {
        return partial;
    }

    /** It has made a ROD token. */
    public void rodToken(byte[] made) {
        rodToken = made.clone();
    }

    /** The ROD token that it has made; empty when it has made none. */
    public byte[] rodToken() {
        return rodToken.clone();
    }

    /** How to make it stop. */
    public void canceller(Runnable stop) {
        canceller = stop;
    }

    /**
     * Makes it stop (COPY OPERATION ABORT).
     *
     * @param stopped runs when it has ended
     */
    public void cancel(Runnable stopped) {
        cancelled = true;
        waiting.add(stopped);
        canceller.run();
    }

    /** Whether somebody wants it stopped. */
    public boolean cancelled() {
        return cancelled;
    }

    /** Segments that are done. */
    public int segments() {
        return segments;
    }

    /** Bytes written. */
    public long bytes() {
        return bytes;
    }

    /** How it ended; {@code null} as long as it has not. */
    public Outcome outcome() {
        return outcome;
    }
}
