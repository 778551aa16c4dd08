package org.scst.runtime.console.socket;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.scst.runtime.console.command.Caller;
import org.scst.runtime.console.command.ExitStatus;
import org.scst.runtime.console.wire.Frames;

/**
 * A client of the socket.
 *
 * <p><i>Threading:</i> thread-safe by its lock.
 */
final class SocketCaller implements Caller {
    private final Frames.Request request;
    private final DataOutputStream output;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final CompletableFuture<byte[]> input = new CompletableFuture<>();

    SocketCaller(Frames.Request request, DataOutputStream output) {
        this.request = request;
        this.output = output;
    }

    /** Something that is written. */
    private interface Writing {
        void write() throws IOException;
    }

    @Override
    public Path folder() {
        return request.folder();
    }

    @Override
    public CompletableFuture<byte[]> input() {
        return input;
    }

    @Override
    public int columns() {
        return request.columns();
    }

    @Override
    public boolean onTerminal() {
        return request.terminal();
    }

    @Override
    public void output(String piece) {
        write(() -> Frames.writeText(output, Frames.Kind.OUTPUT, piece));
    }

    @Override
    public void errors(String piece) {
        write(() -> Frames.writeText(output, Frames.Kind.ERRORS, piece));
    }

    @Override
    public void picture(String text) {
        if (request.terminal()) {
            write(() -> Frames.writePicture(output, text));
        } else {
            output(text);
        }
    }

    @Override
    public CompletableFuture<Void> cancelled() {
        return cancelled;
    }

    void end(ExitStatus status) {
        write(() -> Frames.writeStatus(output, status.code()));
    }

    private synchronized void write(Writing writing) {
        try {
            writing.write();
        } catch (IOException gone) {
            cancelled.complete(null);
        }
    }
}
