package org.scst.user.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.scst.user.wire.RefusedException;
import org.scst.user.wire.Registration;
import org.scst.user.wire.Wire;

/**
 * Serves one device in full mode for as long as its connection lasts. A program with several devices has one of these for each.
 *
 * <p><i>Threading:</i> {@link #serve} on the caller's thread; the others anywhere. Owns a thread for each queue.
 */
public final class FullHandler {
    private final HandlerConnection connection;

    /**
     * Connects and registers.
     *
     * @param path of the platform's socket
     * @param told what the platform says to people, while waiting and at the end
     * @throws IOException when nobody listens there
     */
    public FullHandler(Path path, Registration registration, CommandProcessor processor, Consumer<String> told)
            throws IOException {
        connection = new HandlerConnection(path, registration, new CommandRequests(processor), told);
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

    /** Every initiator is told of a unit attention condition. */
    public void attention(int asc, int ascq) throws IOException {
        connection.send(Wire.attention(asc, ascq));
    }

    /** Ends the connection: {@link #serve} returns. What was asked and is not answered yet, initiators repeat. */
    public void stop() {
        connection.stop();
    }
}
