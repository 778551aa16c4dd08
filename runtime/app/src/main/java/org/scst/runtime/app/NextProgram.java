package org.scst.runtime.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The program that follows this one at a planned restart: the launcher, and through it the next platform. It is started in a process
 * beside this one ({@link NextProcess}), or in this very process: to replace the program ({@code execve(2)}) keeps the process id, for
 * whoever watches it, and what descriptors are meant for it.
 *
 * <p><i>Threading:</i> confined to the thread that stops the platform, which has nothing left to do.
 */
final class NextProgram {
    /** Set for the mid-layer: another program follows, so that what drivers leave is worth keeping. */
    static final String WANTED = "scst.passage.wanted";

    /** Set by the mid-layer: numbers of the descriptors that stay open, the first of memory that says what the others are. */
    static final String DESCRIPTORS = "scst.passage.descriptors";

    /** The same numbers for the next mid-layer, or that of the memory alone when they are too many. */
    private static final String PASSAGE = "SCST_PASSAGE";

    /** Tells the launcher that it follows a program of this process, and where the output goes. */
    private static final String AGAIN = "SCST_AGAIN";

    /** Tells the launcher that the next platform is to come up beside this one: descriptor of its socket, and its folder. */
    private static final String BESIDE = "SCST_BESIDE";

    /** What the service manager and the launcher have said to this process alone. */
    private static final Set<String> OF_THIS_PROCESS = Set.of(PASSAGE, "SCST_KEPT", "WATCHDOG_PID");

    /** Linux takes no string of 128 KiB or more. */
    private static final int LONGEST_VARIABLE = 100_000;

    /** Less than "scst stop" waits: it ends a restart that is under way. */
    private static final Duration LAUNCH_LIMIT = Duration.ofSeconds(10);

    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int FIRST_OTHER = 3;
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private final Path launcher;
    private final Path run;
    private final Path startLock;
    private final boolean background;

    /**
     * @param launcher the script {@code scst}
     * @param run the home's folder for what a running target has, by which the launcher knows a target
     * @param startLock the launcher's lock, which this process has inherited and hands on: another start is not to come between
     * @param background whether nobody reads what this process says
     */
    NextProgram(Path launcher, Path run, Path startLock, boolean background) {
        this.launcher = launcher;
        this.run = run;
        this.startLock = startLock;
        this.background = background;
    }

    /** Numbers of the descriptors that the mid-layer has left: first that of the memory; none when nothing is carried over. */
    static List<Integer> left() {
        return Arrays.stream(System.getProperty(DESCRIPTORS, "").split(" "))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    /**
     * Becomes the next program; returns only if that has failed.
     *
     * @throws IOException with the error number
     */
    void become() throws IOException {
        List<String> kept = left().stream().map(String::valueOf).toList();
        keepOnly(Set.copyOf(left()));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove(PASSAGE);
        environment.remove(BESIDE);
        if (!kept.isEmpty()) {
            String all = String.join(" ", kept);
            environment.put(PASSAGE, all.length() <= LONGEST_VARIABLE ? all : kept.getFirst());
        }
        environment.put(AGAIN, background ? "background" : "foreground");
        execute(words(), strings(environment));
    }

    /**
     * Starts the launcher, and through it the next platform, in a process beside this one, with this one's environment. It is no child
     * of this process, but one of whoever adopts orphans: a service manager then knows it as its own.
     *
     * @param folder in {@code run}, of which the next platform is
     */
    NextProcess startBeside(String folder) throws IOException {
        return startBeside(folder, LAUNCH_LIMIT);
    }

    /** @param launchLimit for the launcher alone: what it starts goes on after it */
    NextProcess startBeside(String folder, Duration launchLimit) throws IOException {
        ProcessSocket.Pair pair = ProcessSocket.pair();
        try (ProcessSocket others = pair.others()) {
            keepOnly(Set.of(others.descriptor()));
            Map<String, String> environment = new HashMap<>(System.getenv());
            OF_THIS_PROCESS.forEach(environment::remove);
            environment.put(AGAIN, background ? "background" : "foreground");
            environment.put(BESIDE, others.descriptor() + " " + folder);
            // It has left the platform behind when it ends.
            SpawnedProgram.start("the launcher", words(), strings(environment)).await(launchLimit);
            return new NextProcess(pair.own(), run.resolve(folder).resolve("pid"));
        } catch (IOException | RuntimeException failure) {
            pair.own().close();
            throw failure;
        }
    }

    private List<String> words() {
        return List.of("/bin/bash", launcher.toString(), "run", "-Dscst.run=" + run);
    }

    private static List<String> strings(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** The virtual machine has descriptors of its own that it does not close by itself then. */
    private void keepOnly(Set<Integer> kept) throws IOException {
        Map<Integer, Boolean> open = new HashMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                int number = Integer.parseInt(descriptor.getFileName().toString());
                open.put(number, kept.contains(number) || isStartLock(descriptor));
            }
        }
        MethodHandle fcntl = function("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
        open.forEach((descriptor, stays) -> {
            if (descriptor >= FIRST_OTHER) {
                control(fcntl, descriptor, stays ? 0 : FD_CLOEXEC);
            }
        });
    }

    private boolean isStartLock(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(startLock.toRealPath());
        } catch (IOException closed) {
            return false;
        }
    }

    /** One that is closed meanwhile, as that of the folder is, needs nothing. */
    private static void control(MethodHandle fcntl, int descriptor, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) fcntl.invokeExact(arena.allocate(CALL_STATE), descriptor, F_SETFD, flags);
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    private static void execute(List<String> words, List<String> environment) throws IOException {
        MethodHandle execve = function("execve", -1, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int ignored = (int) execve.invokeExact(
                    state, arena.allocateFrom(words.getFirst()), vector(arena, words), vector(arena, environment));
            throw new IOException("cannot become " + words + ": error number " + state.get(JAVA_INT, ERRNO_OFFSET));
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    /** Strings as the system takes them: a pointer to each, and one to nothing. */
    static MemorySegment vector(Arena arena, List<String> strings) {
        MemorySegment vector = arena.allocate(ADDRESS, strings.size() + 1L);
        for (int index = 0; index < strings.size(); index++) {
            vector.setAtIndex(ADDRESS, index, arena.allocateFrom(strings.get(index)));
        }
        return vector;
    }

    /** @param variadic number of arguments before those that may be of any type, -1 for none */
    @SuppressWarnings("restricted") // the launcher enables native access for the application
    private static MethodHandle function(String name, int variadic, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        List<Linker.Option> options = new ArrayList<>(List.of(Linker.Option.captureCallState("errno")));
        if (variadic >= 0) {
            options.add(Linker.Option.firstVariadicArg(variadic));
        }
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                options.toArray(Linker.Option[]::new));
    }
}
