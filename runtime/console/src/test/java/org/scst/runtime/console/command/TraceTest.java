package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.SessionTrace;

class TraceTest {
    private final Console console = new Console(Path.of("/srv"));
    private String asked;
    private IOException failure;
    private boolean closed;

    /** A driver whose traces end at their limit at once. */
    private final class Driver implements SessionTrace {
        @Override
        public String driver() {
            return "iscsi";
        }

        @Override
        public Recording record(String initiator, Path file, long limit) throws IOException {
            if (failure != null) {
                throw failure;
            }
            asked = initiator + " " + file + " " + limit;
            return new Recording() {
                @Override
                public long packets() {
                    return 7;
                }

                @Override
                public long bytes() {
                    return 2048;
                }

                @Override
                public long missed() {
                    return 1;
                }

                @Override
                public Optional<String> ended() {
                    return Optional.of("the limit is reached");
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }
    }

    @Test
    void shouldWriteToAFileOfTheCallersFolder() {
        console.trace = new Driver();
        String output = console.output("trace", "iqn.a", "--output", "a.pcapng", "--limit", "1M");
        assertEquals("iqn.a /srv/a.pcapng 1048576", asked);
        assertEquals(
                "7 packets, 2 KiB in /srv/a.pcapng; the limit is reached; 1 packets came too fast and are missing.\n",
                output);
        assertTrue(closed);
        assertTrue(console.output("trace", "iqn.a", "--output", "/b", "--json").contains("\"packets\": 7"));
        assertEquals("iqn.a /b 67108864", asked);
    }

    @Test
    void shouldSayWhyThereIsNoFile() {
        assertTrue(console.errors(ExitStatus.FAILED, "trace", "iqn.a", "--output", "a")
                .contains("org.scst.iscsi"));
        console.trace = new Driver();
        failure = new FileAlreadyExistsException("a");
        assertTrue(console.errors(ExitStatus.FAILED, "trace", "iqn.a", "--output", "a")
                .contains("is there already"));
        failure = new IOException("no room");
        assertTrue(console.errors(ExitStatus.FAILED, "trace", "iqn.a", "--output", "a")
                .contains("no room"));
    }

    @Test
    void shouldRefuseWhatItCannotDo() {
        console.trace = new Driver();
        console.errors(ExitStatus.USAGE, "trace", "iqn.a");
        console.errors(ExitStatus.USAGE, "trace", "iqn.a", "--output", "a", "--limit", "100");
        console.errors(ExitStatus.USAGE, "trace", "iqn.a", "--output", "a", "--limit", "much");
        console.errors(ExitStatus.USAGE, "trace", "iqn.a", "--output", "a", "--seconds", "0");
    }
}
