package org.scst.runtime.console.client;

import java.io.ByteArrayOutputStream;
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
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = new ConsoleClient(socket, output, errors).run(Frames.Purpose.RUN, folder, List.of(words));
        return new Result(status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }
}
