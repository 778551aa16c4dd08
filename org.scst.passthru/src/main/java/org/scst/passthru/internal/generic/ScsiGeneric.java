package org.scst.passthru.internal.generic;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The way to one real device.
 *
 * <p><b>Purpose.</b> Carries commands there and back; knows nothing of what they mean.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> {@link #begin} may block; {@link #execute} and {@link #reset} do.
 *
 * <p><b>Ownership.</b> Whoever opened it closes it. What was begun is completed all the same.
 */
public interface ScsiGeneric extends AutoCloseable {

    /**
     * Begins a command. Those begun by one thread reach the device in that order.
     *
     * @param completed told once, on any thread, maybe before this returns; must not block
     */
    void begin(ScsiRequest request, Consumer<Completion> completed);

    /** Whether {@link #begin} returns only when the command is completed: commands then need a thread each. */
    boolean synchronous();

    /** Most bytes of one command: what the adapter takes. */
    int largestTransfer();

    /** Whether the device is still there. */
    boolean present();

    /**
     * Resets the logical unit, as far as the adapter's driver can.
     *
     * @throws IOException when that fails, or the driver has no such thing
     */
    void reset() throws IOException;

    /** Lets go once all commands have been completed; does not wait for them. */
    @Override
    void close();

    /** Begins a command and waits for its end. */
    default Completion execute(ScsiRequest request) {
        CompletableFuture<Completion> completion = new CompletableFuture<>();
        begin(request, completion::complete);
        return completion.join();
    }
}
