package org.scst.iscsi.internal.isns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server said last of who may log in, kept over updates and restarts in {@code isns_initiators} of the state folder: a line
 * {@code scst-isns 1 CHECKSUM}, one with the server's address, then for each target its name and those of its initiators. A file that
 * is damaged, or of another server, says nothing. A service for this bundle alone.
 *
 * <p><i>Threading:</i> thread-safe by its monitor; blocks for the disk.
 */
@Component(service = NamedInitiators.class)
public final class NamedInitiators {
    private static final Logger LOG = LoggerFactory.getLogger(NamedInitiators.class);
    private static final String HEADER = "scst-isns 1 ";

    private final Optional<Path> file;

    /** In the folder of the framework property {@code scst.state}; without one nothing is kept. */
    @Activate
    public NamedInitiators(BundleContext context) {
        this(Optional.ofNullable(context.getProperty("scst.state")).map(Path::of));
    }

    /** @param state the folder */
    public NamedInitiators(Optional<Path> state) {
        file = state.map(folder -> folder.resolve("isns_initiators"));
    }

    /** What this server said last, by target. */
    synchronized Map<String, Set<String>> of(InetSocketAddress server) {
        try {
            return file.isEmpty()
                    ? Map.of()
                    : parse(new String(Files.readAllBytes(file.get()), StandardCharsets.UTF_8), server);
        } catch (NoSuchFileException nothingSaid) {
            return Map.of();
        } catch (IOException e) {
            LOG.warn(
                    "Whom the iSNS server named last cannot be read; nobody logs in before it answers: {}",
                    e.toString());
            return Map.of();
        }
    }

    private static Map<String, Set<String>> parse(String text, InetSocketAddress server) throws IOException {
        int end = text.indexOf('\n');
        String body = text.substring(end + 1);
        if (end < 0 || !text.substring(0, end).equals(HEADER + checksum(body))) {
            throw new IOException("its checksum is wrong");
        }
        List<String> lines = body.lines().toList();
        Map<String, Set<String>> named = new HashMap<>();
        if (lines.getFirst().equals(PortalAddress.text(server))) {
            lines.stream()
                    .skip(1)
                    .map(line -> line.split(" "))
                    .forEach(names -> named.put(names[0], Set.of(Arrays.copyOfRange(names, 1, names.length))));
        }
        return named;
    }

    /** Keeps what the server says now. */
    synchronized void keep(InetSocketAddress server, Map<String, Set<String>> named) {
        StringBuilder body = new StringBuilder(PortalAddress.text(server)).append('\n');
        new TreeMap<>(named)
                .forEach((target, initiators) -> body.append(target)
                        .append(new TreeSet<>(initiators)
                                .stream()
                                        .filter(NamedInitiators::isOneWord)
                                        .map(name -> " " + name)
                                        .collect(Collectors.joining()))
                        .append('\n'));
        try {
            if (file.isPresent()) {
                write(file.get(), HEADER + checksum(body.toString()) + "\n" + body);
            }
        } catch (IOException e) {
            LOG.warn("Whom the iSNS server names is not known after a restart: {}", e.toString());
        }
    }

    /** Others are no names: nobody can log in by one. */
    private static boolean isOneWord(String name) {
        return !name.isEmpty() && name.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    /** Nobody is asked any more: what was said gets old. */
    synchronized void forget() {
        try {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException e) {
            LOG.warn("Whom an iSNS server named last cannot be forgotten: {}", e.toString());
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    private static String checksum(String body) {
        CRC32C sum = new CRC32C();
        sum.update(body.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
