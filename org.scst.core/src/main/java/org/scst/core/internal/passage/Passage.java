package org.scst.core.internal.passage;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of what drivers have left into the next process. A planned restart replaces the program of the same process
 * ({@code execve(2)}), which keeps those descriptors open that are not to be closed then: the sockets', and that of memory without a
 * name, in which everything else is written. A service manager that starts another process keeps the same descriptors and gives them to
 * that one. The next mid-layer in this process, after an update, takes them in the same form. Nothing of it is ever in a file.
 *
 * <p>The launcher's program ({@code runtime/app}) is told and asked by system properties, since it shares no class with bundles.
 *
 * <p><i>Threading:</i> confined to the thread that starts and the one that stops the mid-layer.
 */
public final class Passage {
    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

    /** Set by the program when another follows in this process. */
    private static final String WANTED = "scst.passage.wanted";

    /** Set for the program: numbers of the descriptors that are to stay open, the first that of the memory. */
    private static final String DESCRIPTORS = "scst.passage.descriptors";

    /** In the environment of the next program: the same numbers, or that of the memory alone when they are too many. */
    private static final String VARIABLE = "SCST_PASSAGE";

    /** Set in this process, with the same numbers, while no mid-layer is there; beside it the future that ends the wait for one. */
    private static final String LEFT = "scst.passage.left";

    private static final String END = LEFT + ".end";

    private static final long PAGE = 4096;

    /** Most that goes along: what peers do not take is megabytes for each that stands still, and the heap has to hold it thrice. */
    private static final long MOST_BYTES = 32L << 20;

    private Passage() {}

    /** Whether what is left now reaches another program. */
    public static boolean wanted() {
        return Boolean.getBoolean(WANTED);
    }

    /**
     * Leaves it; what cannot be passed on is abandoned, as is what would be more than {@link #MOST_BYTES} together.
     *
     * @param left taken
     */
    public static void leave(Map<String, Handover> left) {
        leave(left, MOST_BYTES);
    }

    /**
     * Leaves it to the next mid-layer in this process: that has other classes, so that it goes the same way.
     *
     * @param left taken
     * @param patience after which nobody goes on
     */
    public static void leaveHere(Map<String, Handover> left, Duration patience) {
        leave(left, MOST_BYTES);
        String numbers = System.clearProperty(DESCRIPTORS);
        if (numbers == null) {
            return;
        }
        // Once the next revision is there no class of this one can be loaded any more.
        new OpenDescriptors(Set.of());
        CompletableFuture<Void> end =
                new CompletableFuture<Void>().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
        // Cancelled, it lets go of this revision's classes.
        end.thenRun(() -> takeHere().values().forEach(Handover::abandon));
        System.getProperties().put(END, end);
        System.setProperty(LEFT, numbers);
    }

    private static Map<String, Handover> takeHere() {
        String numbers = System.clearProperty(LEFT);
        if (System.getProperties().remove(END) instanceof Future<?> end) {
            end.cancel(false);
        }
        return numbers == null ? Map.of() : take(name -> numbers);
    }

    static void leave(Map<String, Handover> left, long most) {
        Map<String, Handover> kept = new HashMap<>();
        List<Handover.Carried> passing = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, Handover> driver : left.entrySet()) {
            List<Handover.Carried> ofDriver = new ArrayList<>();
            for (Handover.Carried carried : driver.getValue().carried()) {
                long more = carried.bytes().values().stream()
                        .mapToLong(ByteBuf::readableBytes)
                        .sum();
                if (HandoverBytes.passes(carried) && bytes + more <= most) {
                    bytes += more;
                    ofDriver.add(carried);
                } else {
                    carried.abandon();
                }
            }
            kept.put(driver.getKey(), new Handover(driver.getValue().version(), ofDriver));
            passing.addAll(ofDriver);
        }
        if (passing.isEmpty()) {
            return;
        }
        try {
            List<Integer> descriptors = new ArrayList<>();
            descriptors.add(memory(HandoverBytes.write(kept)));
            passing.forEach(carried -> descriptors.add((Integer) carried.channel()));
            System.setProperty(
                    DESCRIPTORS, descriptors.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            passing.forEach(carried -> carried.bytes().values().forEach(ByteBuf::release));
            LOG.info("{} descriptors go on in the next process", passing.size());
        } catch (LinuxException e) {
            LOG.warn("No descriptor goes on in the next process: {}", e.getMessage());
            passing.forEach(Handover.Carried::abandon);
        }
    }

    /** A descriptor of memory with that, which whoever takes it closes; it is mapped no longer, for this process may go on. */
    private static int memory(byte[] content) throws LinuxException {
        long size = (content.length + PAGE - 1) / PAGE * PAGE;
        try (MemoryFile memory = MemoryFile.create("scst-passage", size)) {
            MemorySegment.copy(content, 0, memory.memory(), ValueLayout.JAVA_BYTE, 0, content.length);
            return SocketDescriptor.duplicateOf(memory.descriptor()).number();
        }
    }

    /** What the mid-layer or the program before this one has left in this process; nothing if there was none, or it cannot be read. */
    public static Map<String, Handover> take() {
        if (System.getProperty(LEFT) != null) {
            return takeHere();
        }
        // Once: an update of the mid-layer must not find the numbers of descriptors that are others' by then.
        String taken = System.getProperty(VARIABLE, "");
        System.setProperty(VARIABLE, "taken");
        return taken.isEmpty() ? take(System::getenv) : Map.of();
    }

    static Map<String, Handover> take(UnaryOperator<String> environment) {
        String numbers = environment.apply(VARIABLE);
        if (numbers == null || numbers.isEmpty()) {
            return Map.of();
        }
        List<SocketDescriptor> given = Arrays.stream(numbers.split(" "))
                .map(number -> new SocketDescriptor(Integer.parseInt(number)))
                .toList();
        SocketDescriptor memory = given.getFirst();
        try {
            Map<String, Handover> left = HandoverBytes.read(
                    Files.readAllBytes(Path.of("/proc/self/fd", String.valueOf(memory.number()))),
                    given.stream().skip(1).map(SocketDescriptor::number).collect(Collectors.toSet()));
            Set<Integer> taken = new HashSet<>();
            for (Handover one : left.values()) {
                for (Handover.Carried carried : one.carried()) {
                    taken.add((Integer) carried.channel());
                    new SocketDescriptor((Integer) carried.channel()).closeOnExec();
                }
            }
            given.stream()
                    .skip(1)
                    .filter(descriptor -> !taken.contains(descriptor.number()))
                    .forEach(SocketDescriptor::close);
            return left;
        } catch (IOException e) {
            LOG.warn("Connections of the last process do not go on: {}", e.getMessage());
            // Open, they would have their initiators wait for somebody who will never read.
            given.stream().skip(1).forEach(SocketDescriptor::close);
            return Map.of();
        } finally {
            memory.close();
        }
    }
}
