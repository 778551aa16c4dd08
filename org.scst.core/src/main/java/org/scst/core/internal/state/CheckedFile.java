package org.scst.core.internal.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file of text whose first line names its format and holds the checksum of all that follows. It is replaced as a whole; a crash
 * leaves what was there before or what was to be there.
 *
 * <p><i>Threading:</i> confined to its caller; blocks for the disk.
 *
 * @param path where it lies
 * @param format name and version
 */
public record CheckedFile(Path path, String format) {

    /**
     * What was written; empty when it is damaged or of another format.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws IOException when it cannot be read
     */
    public Optional<String> read() throws IOException {
        // Not strictly decoded: bytes that are no UTF-8 are damage as any other, which the checksum finds.
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String body = text.substring(end + 1);
        return end >= 0 && text.substring(0, end).equals(header(body)) ? Optional.of(body) : Optional.empty();
    }

    /** Replaces it, and makes its folder; it is on the medium when this returns. */
    public void write(String body) throws IOException {
        makeFolder();
        Path temporary = folder().resolve(path.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap((header(body) + "\n" + body).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        synchronizeFolder();
    }

    /** Takes it away; it is not on the medium any more when this returns. */
    public void delete() throws IOException {
        Files.delete(path);
        synchronizeFolder();
    }

    private String header(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return format + " " + Long.toHexString(crc.getValue());
    }

    /** A folder that is new has to be on the medium too, or the file goes with it. */
    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder())) {
            Files.createDirectories(folder());
            synchronize(folder().getParent());
        }
    }

    private Path folder() {
        return path.toAbsolutePath().getParent();
    }

    private void synchronizeFolder() throws IOException {
        synchronize(folder());
    }

    private static void synchronize(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
