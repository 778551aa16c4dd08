package org.scst.core.internal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code volatile} of the state folder: written at the end of an orderly stop, when everything was flushed, and taken
 * away by the next start before anything is served. So after a crash there is none, and nothing is restored twice.
 *
 * <p>What is older than two minutes is not used: by then initiators have given their sessions up (open-iscsi after 120 s, others
 * sooner), which ends a RESERVE, and others may have been told so. So is what comes from the future: the clock was set.
 *
 * <p><i>Threading:</i> confined to its caller; blocks for the disk.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String HEADER = "scst-volatile 1 ";
    static final Duration LIMIT = Duration.ofSeconds(120);

    private final Path path;
    private final InstantSource clock;

    /**
     * @param state the state folder
     * @param clock of the world outside: it goes on while the process does not run
     */
    public Spool(Path state, InstantSource clock) {
        this.path = state.resolve("volatile");
        this.clock = clock;
    }

    /** Keeps the state; it is on the medium when this returns. */
    public void write(VolatileState state) throws IOException {
        String body = clock.millis() + "\n" + SpoolText.write(state);
        byte[] bytes = (HEADER + checksum(body) + "\n" + body).getBytes(StandardCharsets.UTF_8);
        Path temporary = path.resolveSibling("volatile.new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    /**
     * What the last stop has kept, {@link VolatileState#NONE} when it can not be used; it is not there any more when this returns.
     *
     * @throws IOException when it cannot be taken away: it must not be used by a later start
     */
    public VolatileState take() throws IOException {
        String text;
        try {
            text = Files.readString(path);
        } catch (NoSuchFileException none) {
            return VolatileState.NONE;
        } catch (IOException damaged) {
            text = "";
        }
        Files.delete(path);
        syncFolder();
        try {
            return read(text);
        } catch (RuntimeException unusable) {
            LOG.warn(
                    "Volatile SCSI state of the last stop is not restored ({}): each initiator is told of a power on",
                    unusable.getMessage());
            return VolatileState.NONE;
        }
    }

    private VolatileState read(String text) {
        int end = text.indexOf('\n');
        String body = text.substring(end + 1);
        if (end < 0 || !text.substring(0, end).equals(HEADER + checksum(body))) {
            throw new IllegalArgumentException(path + " is damaged or of another version");
        }
        int first = body.indexOf('\n');
        Duration age = Duration.ofMillis(clock.millis() - Long.parseLong(body.substring(0, first)));
        if (age.isNegative() || age.compareTo(LIMIT) > 0) {
            throw new IllegalArgumentException("it is " + age.toSeconds() + " s old, where initiators have waited for "
                    + LIMIT.toSeconds() + " s at most");
        }
        return SpoolText.read(body.substring(first + 1));
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
