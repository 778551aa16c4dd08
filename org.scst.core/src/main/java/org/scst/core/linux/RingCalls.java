package org.scst.core.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Handles for io_uring, for which the C library has no functions of its own; linked when the first ring is made. As in
 * {@link SystemCalls} results are as the kernel gives them, errors the negative error number.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class RingCalls {
    private static final long SYS_IO_URING_SETUP = 425;
    private static final long SYS_IO_URING_ENTER = 426;

    private static final MethodHandle SETUP = SystemCalls.function("syscall");
    /** One word more than registers hold on some processors. */
    private static final MethodHandle ENTER = SystemCalls.link(FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG))
            .bindTo(Linker.nativeLinker().defaultLookup().findOrThrow("syscall"));

    private RingCalls() {}

    static int setup(int entries, long parameters) {
        return (int) SystemCalls.call(SETUP, Scratch.ofThread(), SYS_IO_URING_SETUP, entries, parameters, 0, 0, 0);
    }

    static int enter(int ring, int toSubmit, int least, int flags, long argument, int argumentLength) {
        MemorySegment scratch = Scratch.ofThread();
        try {
            long returned = (long) ENTER.invokeExact(
                    scratch,
                    SYS_IO_URING_ENTER,
                    (long) ring,
                    (long) toSubmit,
                    (long) least,
                    (long) flags,
                    argument,
                    (long) argumentLength);
            return (int) SystemCalls.result(returned, scratch);
        } catch (Throwable thrown) {
            throw SystemCalls.impossible(thrown);
        }
    }
}
