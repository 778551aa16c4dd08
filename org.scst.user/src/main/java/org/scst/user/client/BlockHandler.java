package org.scst.user.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.scst.user.wire.RefusedException;
import org.scst.user.wire.Registration;
import org.scst.user.wire.Wire;

/**
 * Serves one device in block mode for as long as its connection lasts. A program with several devices has one of these for each.
 *
 * <p><i>Threading:</i> {@link #serve} on the caller's thread; {@link #capacity} and {@link #stop} anywhere. Owns a thread for each
 * queue.
 */
public final class BlockHandler {
    private final HandlerConnection connection;

    /**
     * Connects and registers.
     *
     * @param path of the platform's socket
     * @param told what the platform says to people, while waiting and at the end
     * @throws IOException when nobody listens there
     */
    public BlockHandler(Path path, Registration registration, BlockStorage storage, Consumer<String> told)
            throws IOException {
        connection = new HandlerConnection(path, registration, new BlockRequests(storage), told);
    }

    /**
     * Serves until the connection ends: {@link #stop}, or the platform stops or has the device no more. To register again, make
     * another.
     *
     * @throws RefusedException when the registration is wrong: to repeat it would not help
     */
    public void serve() throws IOException {
        connection.serve();
    }

    /** The medium has another capacity, in bytes: initiators are told. */
    public void capacity(long bytes) throws IOException {
        connection.send(Wire.capacity(bytes));
    }

    /** Ends the connection: {@link #serve} returns. What was asked and is not answered yet, initiators repeat. */
    public void stop() {
        connection.stop();
    }
}
