package org.scst.runtime.console.command;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;

/**
 * What {@code drain} has written into the files of targets, and what stood there before, so that its end brings back that and nothing
 * else: {@code state/drained}, a line {@code scst-drained 1 CHECKSUM}, then for each value a line {@code FILE KEY WRITTEN [FORMER]}, each
 * word encoded as in a URL.
 *
 * <p><i>Threading:</i> confined to whose turn it is to change the configuration.
 */
final class DrainedTargets {
    private static final String HEADER = "scst-drained 1 ";

    private final Environment environment;

    DrainedTargets(Environment environment) {
        this.environment = environment;
    }

    private Path path() {
        return environment.state().resolve("drained");
    }

    /** A value that was written. */
    private record Value(String file, String key, String written, Optional<String> former) {
        private boolean isOf(ConfiguredObject target) {
            return file.equals(target.file());
        }

        private boolean stands(ConfiguredObject target) {
            return isOf(target) && written.equals(target.properties().get(key));
        }

        private String line() {
            String line = encoded(file) + " " + encoded(key) + " " + encoded(written);
            return former.map(value -> line + " " + encoded(value)).orElse(line);
        }

        private static Value of(String line) throws IOException {
            String[] words = line.split(" ", -1);
            if (words.length < 3 || words.length > 4) {
                throw new IOException("a line of " + words.length + " words");
            }
            Optional<String> former = words.length == 4 ? Optional.of(decoded(words[3])) : Optional.empty();
            return new Value(decoded(words[0]), decoded(words[1]), decoded(words[2]), former);
        }
    }

    /** Keeps what stands in a target's file before a value is written there; a value of an earlier drain is not what stood there. */
    void keep(ConfiguredObject target, String key, String written) throws CommandFailure {
        List<Value> values = read();
        Optional<Value> earlier = values.stream()
                .filter(value -> value.key().equals(key) && value.stands(target))
                .findFirst();
        Optional<String> former = earlier.isPresent()
                ? earlier.get().former()
                : Optional.ofNullable(target.properties().get(key));
        values.removeIf(value -> value.isOf(target) && value.key().equals(key));
        values.add(new Value(target.file(), key, written, former));
        write(values);
    }

    /** What is to stand in the target's file again, of that which still stands there as it was written. */
    Map<String, Optional<String>> former(ConfiguredObject target) throws CommandFailure {
        Map<String, Optional<String>> former = new LinkedHashMap<>();
        read().stream().filter(value -> value.stands(target)).forEach(value -> former.put(value.key(), value.former()));
        return former;
    }

    /** What stood there before a value of this key stands there again. */
    void forget(ConfiguredObject target, String key) throws CommandFailure {
        List<Value> values = read();
        if (values.removeIf(value -> value.isOf(target) && value.key().equals(key))) {
            write(values);
        }
    }

    /** The target is drained no more. */
    void forget(ConfiguredObject target) throws CommandFailure {
        List<Value> values = read();
        if (values.removeIf(value -> value.isOf(target))) {
            write(values);
        }
    }

    private List<Value> read() throws CommandFailure {
        List<Value> values = new ArrayList<>();
        try {
            String text = Files.readString(path());
            int end = text.indexOf('\n');
            String body = text.substring(end + 1);
            if (end < 0 || !text.substring(0, end).equals(HEADER + checksum(body))) {
                throw new IOException("its checksum is wrong");
            }
            for (String line : body.lines().toList()) {
                values.add(Value.of(line));
            }
        } catch (NoSuchFileException nothingDrained) {
            return values;
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailure.failed(
                    path() + ", which says what stood in files before \"drain\", cannot be read: " + e.getMessage(),
                    "restore it, or remove it and write enabled and redirect in the targets' files yourself");
        }
        return values;
    }

    private void write(List<Value> values) throws CommandFailure {
        StringBuilder body = new StringBuilder();
        values.forEach(value -> body.append(value.line()).append('\n'));
        byte[] bytes = (HEADER + checksum(body.toString()) + "\n" + body).getBytes(StandardCharsets.UTF_8);
        Path path = path();
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(
                    path.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (FileChannel channel = FileChannel.open(
                    draft,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(path.getParent())) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "what stands in the file before cannot be kept: " + e,
                    "look at space and permissions of the state folder");
        }
    }

    private static String checksum(String body) {
        CRC32C sum = new CRC32C();
        sum.update(body.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    private static String encoded(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private static String decoded(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
