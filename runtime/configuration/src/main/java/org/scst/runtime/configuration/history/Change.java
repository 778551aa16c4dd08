package org.scst.runtime.configuration.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.runtime.configuration.folder.DraftFile;

/**
 * One change on the medium: {@code scst-history 1 CHECKSUM}, a line {@code NUMBER TIME ORIGIN}, then for each file a line
 * {@code BEFORE AFTER NAME} with the two lengths in bytes, -1 for a file that is not there, and both contents.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param number of the change; of a base, that of the last change in it
 * @param time when it was recorded
 * @param origin who made it
 * @param files what happened to each
 */
record Change(long number, Instant time, String origin, SortedMap<String, Step> files) {
    private static final String HEADER = "scst-history 1 ";

    /** What a file held and holds; empty where it does not exist. */
    record Step(Optional<byte[]> before, Optional<byte[]> after) {

        private ConfigurationVersion.Kind kind() {
            if (before.isEmpty()) {
                return ConfigurationVersion.Kind.CREATED;
            }
            return after.isEmpty() ? ConfigurationVersion.Kind.REMOVED : ConfigurationVersion.Kind.CHANGED;
        }
    }

    ConfigurationVersion version() {
        Map<String, ConfigurationVersion.Kind> kinds = new TreeMap<>();
        files.forEach((file, step) -> kinds.put(file, step.kind()));
        return new ConfigurationVersion(number, time, origin, kinds);
    }

    /** Writes it so that it is there whole or not at all, readable for its owner only. */
    void write(Path path) throws IOException {
        byte[] body = body();
        byte[] header = (HEADER + checksum(body) + "\n").getBytes(StandardCharsets.UTF_8);
        try (DraftFile draft = new DraftFile(path, DraftFile.PRIVATE)) {
            draft.append(header);
            draft.append(body);
            draft.force();
            draft.takePlace();
        }
    }

    private byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        line(body, number + " " + time + " " + origin.replace('\n', ' '));
        files.forEach((file, step) -> {
            line(body, length(step.before()) + " " + length(step.after()) + " " + file);
            step.before().ifPresent(body::writeBytes);
            step.after().ifPresent(body::writeBytes);
        });
        return body.toByteArray();
    }

    private static void line(ByteArrayOutputStream body, String line) {
        body.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static int length(Optional<byte[]> content) {
        return content.map(bytes -> bytes.length).orElse(-1);
    }

    /** @throws IOException when it is damaged */
    static Change read(Path path) throws IOException {
        byte[] all = Files.readAllBytes(path);
        int end = 0;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        byte[] body = Arrays.copyOfRange(all, Math.min(end + 1, all.length), all.length);
        String header = new String(all, 0, end, StandardCharsets.UTF_8);
        if (!header.equals(HEADER + checksum(body))) {
            throw new IOException(path + " is damaged");
        }
        try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(body))) {
            return parse(input);
        } catch (RuntimeException e) {
            throw new IOException(path + " is damaged: " + e, e);
        }
    }

    private static Change parse(DataInputStream input) throws IOException {
        String[] head = nextLine(input).split(" ", 3);
        SortedMap<String, Step> files = new TreeMap<>();
        while (input.available() > 0) {
            String[] words = nextLine(input).split(" ", 3);
            Optional<byte[]> before = content(input, Integer.parseInt(words[0]));
            Optional<byte[]> after = content(input, Integer.parseInt(words[1]));
            files.put(words[2], new Step(before, after));
        }
        return new Change(Long.parseLong(head[0]), Instant.parse(head[1]), head[2], files);
    }

    private static Optional<byte[]> content(DataInputStream input, int length) throws IOException {
        return length < 0 ? Optional.empty() : Optional.of(input.readNBytes(length));
    }

    private static String nextLine(DataInputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = input.readUnsignedByte(); b != '\n'; b = input.readUnsignedByte()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static String checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return Long.toHexString(crc.getValue());
    }
}
