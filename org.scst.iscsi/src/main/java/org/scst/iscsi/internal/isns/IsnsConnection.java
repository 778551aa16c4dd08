package org.scst.iscsi.internal.isns;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * A TCP connection to a server: one request after another, each with its response.
 *
 * <p><i>Threading:</i> confined to one thread, which it blocks.
 */
final class IsnsConnection implements Closeable {
    /** What a server may say in between. */
    private static final int MOST_OTHERS = 16;

    private final Socket socket = new Socket();
    private InputStream in;
    private int transaction;

    /** @param limit for the connection to come about, and for each response */
    void open(InetSocketAddress server, Duration limit) throws IOException {
        socket.connect(server, (int) limit.toMillis());
        socket.setSoTimeout((int) limit.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** This end's address, by which the server can reach it. */
    InetAddress localAddress() {
        return socket.getLocalAddress();
    }

    /**
     * Sends a request and waits for its response.
     *
     * @throws IsnsFormatException when the server answers something else, or refuses
     */
    IsnsMessage exchange(IsnsEntity.Draft draft) throws IOException {
        transaction = transaction + 1 & 0xFFFF;
        IsnsMessage request = IsnsMessage.request(draft.function(), transaction, draft.attributes());
        socket.getOutputStream().write(request.bytes(draft.replace()));
        for (int others = 0; others < MOST_OTHERS; others++) {
            IsnsMessage message = IsnsMessage.read(in);
            if (message.function() == (request.function() | IsnsMessage.RESPONSE)
                    && message.transaction() == transaction) {
                return granted(message);
            }
        }
        throw new IsnsFormatException("it does not answer function " + Integer.toHexString(draft.function()));
    }

    private static IsnsMessage granted(IsnsMessage response) throws IsnsFormatException {
        if (response.status() != 0) {
            throw new IsnsFormatException("it refuses function "
                    + Integer.toHexString(response.function() & ~IsnsMessage.RESPONSE)
                    + ": " + IsnsStatus.text(response.status()));
        }
        return response;
    }

    /** Callable on any thread: whoever waits for the server waits no longer. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
