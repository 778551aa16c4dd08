package org.scst.runtime.console.client;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.scst.runtime.console.wire.Frames;

/**
 * Passes words to the running platform and shows its answer: {@code java -Dscst.run=FOLDER -cp CONSOLE.jar
 * org.scst.runtime.console.client.ConsoleClient WORDS…}. The exit status is the command's; 4 when nothing is running.
 *
 * <p><i>Threading:</i> confined to the main thread.
 */
public final class ConsoleClient {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_RUNNING = 4;
    private static final int COLUMNS = 80;

    private final Path socket;
    private final OutputStream output;
    private final OutputStream errors;

    /** Shows answers on these streams. */
    ConsoleClient(Path socket, OutputStream output, OutputStream errors) {
        this.socket = socket;
        this.output = output;
        this.errors = errors;
    }

    /** Runs one command and exits with its status. */
    public static void main(String[] words) {
        String run = System.getProperty("scst.run");
        OutputStream output = new FileOutputStream(FileDescriptor.out);
        PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        if (run == null) {
            errors.println("the property scst.run does not name the folder of the running platform");
            System.exit(USAGE);
        }
        ConsoleClient client = new ConsoleClient(Path.of(run).resolve(Frames.SOCKET), output, errors);
        System.exit(client.run(Path.of("").toAbsolutePath(), List.of(words)));
    }

    /** Runs one command; returns its status. */
    int run(Path folder, List<String> words) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            say("not running: start it with ./scst run");
            return NOT_RUNNING;
        }
        try (channel) {
            DataOutputStream request =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
            Frames.writeRequest(request, new Frames.Request(Frames.Purpose.RUN, folder, COLUMNS, false, words));
            return show(new DataInputStream(Channels.newInputStream(channel)));
        } catch (IOException e) {
            say("the platform broke off: " + e.getMessage());
            return FAILED;
        }
    }

    private int show(DataInputStream input) throws IOException {
        while (true) {
            Frames.Frame frame = Frames.readFrame(input);
            switch (frame.kind()) {
                case OUTPUT, PICTURE -> output.write(frame.payload());
                case ERRORS -> errors.write(frame.payload());
                case STATUS -> {
                    output.flush();
                    errors.flush();
                    return frame.status();
                }
            }
        }
    }

    private void say(String sentence) {
        PrintStream stream = new PrintStream(errors, true, StandardCharsets.UTF_8);
        stream.println(sentence);
    }
}
