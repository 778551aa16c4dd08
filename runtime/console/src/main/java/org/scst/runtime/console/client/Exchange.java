package org.scst.runtime.console.client;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.scst.runtime.console.wire.Frames;

/**
 * One request on the console socket, and its frames.
 *
 * <p><i>Threading:</i> {@link #next} belongs to one thread; {@link #cancel} and {@link #close} may come from any.
 */
public final class Exchange implements AutoCloseable {
    private final SocketChannel channel;
    private final DataOutputStream output;
    private final DataInputStream input;

    private Exchange(SocketChannel channel) {
        this.channel = channel;
        this.output = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        this.input = new DataInputStream(Channels.newInputStream(channel));
    }

    /** Nothing listens: no platform runs. */
    public static final class NotRunningException extends IOException {
        private static final long serialVersionUID = 1L;

        NotRunningException(IOException cause) {
            super("not running: start it with ./scst run", cause);
        }
    }

    /**
     * Sends a request.
     *
     * @throws NotRunningException when nothing listens
     */
    public static Exchange begin(Path socket, Frames.Request request) throws IOException {
        Exchange exchange = new Exchange(connect(socket));
        try {
            Frames.writeRequest(exchange.output, request);
            return exchange;
        } catch (IOException e) {
            exchange.close();
            throw e;
        }
    }

    /** The next frame; the last is the status. */
    public Frames.Frame next() throws IOException {
        return Frames.readFrame(input);
    }

    /** Sends what was read for the command. */
    public synchronized void input(byte[] bytes) throws IOException {
        Frames.writeInput(output, bytes);
    }

    /** Asks for the end of the command; its last frames still come. */
    public synchronized void cancel() {
        try {
            Frames.writeCancel(output);
        } catch (IOException ended) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException closed) {
            // Then there is nothing left to close.
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new NotRunningException(e);
        }
    }
}
