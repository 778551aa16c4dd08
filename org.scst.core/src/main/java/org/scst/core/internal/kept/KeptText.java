package org.scst.core.internal.kept;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One text in a file of its own. What is there is always one whole text that was written: a new one is on the medium under
 * another name before it takes the place of the old, and a checksum finds what other hands or a failing medium have done.
 *
 * <pre>
 *   KIND VERSION CRC-32C     a line; the checksum of what follows, hexadecimal
 *   text
 * </pre>
 *
 * <p><i>Threading:</i> confined to its caller; blocks for the disk.
 */
public final class KeptText {
    private final Path path;
    private final String header;

    /**
     * @param path the file; beside it {@code .new} is written
     * @param header kind and version of the text, two words
     */
    public KeptText(Path path, String header) {
        this.path = path.toAbsolutePath();
        this.header = header + " ";
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /**
     * What was written last.
     *
     * @return {@code null} when there is no file
     * @throws DamagedTextException when it is not what was written
     */
    public String read() throws IOException {
        String text;
        try {
            // Not strictly decoded: bytes that are no UTF-8 are damage as any other, which the checksum finds.
            text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return null;
        }
        int end = text.indexOf('\n');
        String body = text.substring(end + 1);
        if (end < 0 || !text.substring(0, end).equals(header + checksum(body))) {
            throw new DamagedTextException(path);
        }
        return body;
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** Puts a text in place of what is there; it is on the medium when this returns. */
    public void write(String body) throws IOException {
        Files.createDirectories(path.getParent());
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        ByteBuffer bytes = ByteBuffer.wrap((header + checksum(body) + "\n" + body).getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    /** Takes it away; it is gone from the medium when this returns. */
    public void delete() throws IOException {
        if (Files.deleteIfExists(path)) {
            syncFolder();
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
