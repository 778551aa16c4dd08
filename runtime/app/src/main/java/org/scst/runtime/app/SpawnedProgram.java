package org.scst.runtime.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A short program in a process of its own, a child of this one, which inherits every descriptor that is not closed on exec: the JDK's
 * own way to start a process closes them all.
 *
 * <p><i>Threading:</i> confined to the thread that starts it.
 */
final class SpawnedProgram {
    private static final MethodHandle POSIX_SPAWN =
            NotifySocket.function("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle WAITPID = NotifySocket.function("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final int WNOHANG = 1;
    private static final long ERRNO_OFFSET =
            NotifySocket.CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final Duration GLANCE = Duration.ofMillis(5);

    /** What hangs in a file system ends only when that answers. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(1);

    private final String name;
    private final int pid;

    private SpawnedProgram(String name, int pid) {
        this.name = name;
        this.pid = pid;
    }

    /**
     * Starts it.
     *
     * @param name what to call it in a message
     * @param words the path of the program, and what it is told
     * @param environment each as {@code NAME=VALUE}
     * @throws IOException with the error number
     */
    static SpawnedProgram start(String name, List<String> words, List<String> environment) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NotifySocket.CALL_STATE);
            MemorySegment pid = arena.allocate(JAVA_INT);
            int error = (int) POSIX_SPAWN.invokeExact(
                    state,
                    pid,
                    arena.allocateFrom(words.getFirst()),
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    NextProgram.vector(arena, words),
                    NextProgram.vector(arena, environment));
            if (error != 0) {
                throw new IOException("cannot start " + name + ": error number " + error);
            }
            return new SpawnedProgram(name, pid.get(JAVA_INT, 0));
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    /**
     * Waits for its end; one that does not end is killed.
     *
     * @throws IOException when it has not ended by itself within the limit, or not with 0
     */
    void await(Duration limit) throws IOException {
        OptionalInt status = status(limit);
        if (status.isEmpty()) {
            // Nobody has waited for it: the number is still its own.
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            status(KILL_LIMIT);
            throw new IOException(name + " had not ended after " + limit.toMillis() + " ms, and was killed");
        }
        if (status.getAsInt() != 0) {
            throw new IOException(name + " ended with wait status " + status.getAsInt());
        }
    }

    /** Its wait status; nothing when it has not ended within the limit. */
    private OptionalInt status(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NotifySocket.CALL_STATE);
            MemorySegment status = arena.allocate(JAVA_INT);
            int ended = (int) WAITPID.invokeExact(state, pid, status, WNOHANG);
            while (ended == 0 && System.nanoTime() - end < 0) {
                Thread.sleep(GLANCE);
                ended = (int) WAITPID.invokeExact(state, pid, status, WNOHANG);
            }
            if (ended < 0) {
                throw new IOException("waitpid for " + name + ": error number " + state.get(JAVA_INT, ERRNO_OFFSET));
            }
            return ended == 0 ? OptionalInt.empty() : OptionalInt.of(status.get(JAVA_INT, 0));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + name, interrupted);
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }
}
