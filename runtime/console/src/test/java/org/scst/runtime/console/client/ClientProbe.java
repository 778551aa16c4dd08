package org.scst.runtime.console.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.scst.runtime.console.wire.Frames;

/** Runs the client and keeps what it shows. */
public final class ClientProbe {
    private ClientProbe() {}

    /** What the client showed, and its exit status. */
    public record Result(int status, String output, String errors) {}

    /** Runs it once. */
    public static Result run(Path socket, Path folder, String... words) {
        return run(socket, folder, new ByteArrayOutputStream(), words);
    }

    /** Runs it once, where nobody reads what it shows. */
    public static Result withoutReader(Path socket, Path folder, String... words) {
        return run(
                socket,
                folder,
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }

                    @Override
                    public String toString() {
                        return "";
                    }
                },
                words);
    }

    private static Result run(Path socket, Path folder, OutputStream output, String... words) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = new ConsoleClient(socket, output, errors).run(Frames.Purpose.RUN, folder, List.of(words));
        return new Result(status, output.toString(), errors.toString(StandardCharsets.UTF_8));
    }
}
