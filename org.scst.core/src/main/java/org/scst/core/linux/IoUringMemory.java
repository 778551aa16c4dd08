package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * What an {@link IoUring} shares with the kernel: both queues in one mapping, the entries of requests in another.
 *
 * <p><i>Threading:</i> immutable; the memory is the ring's to order. <i>Ownership:</i> owns the mappings and the descriptor.
 */
final class IoUringMemory implements AutoCloseable {
    static final int ENTRY_SIZE = 64;
    static final int ANSWER_SIZE = 16;

    private static final Path NAME = Path.of("io_uring");
    private static final int PARAMETERS_SIZE = 120;
    private static final int FEATURES_OFFSET = 20;
    private static final int SUBMISSION_OFFSETS = 40;
    private static final int COMPLETION_OFFSETS = 80;
    private static final int HEAD = 0;
    private static final int TAIL = 4;
    private static final int MASK = 8;
    private static final int SUBMISSION_ARRAY = 24;
    private static final int COMPLETION_ENTRIES = 20;
    private static final int FEATURE_SINGLE_MAPPING = 1;
    private static final int FEATURE_EXTENDED_ARGUMENT = 1 << 8;
    private static final long ENTRIES_OF_FILE = 0x1000_0000L;
    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_SHARED_POPULATE = 0x1 | 0x8000;

    private final int descriptor;
    private final MemorySegment queues;
    private final MemorySegment entries;
    private final Offsets offsets;

    /** Where things are in the queues' mapping, in bytes, and how many requests there is room for. */
    record Offsets(
            int submissions,
            long submissionHead,
            long submissionTail,
            long completionHead,
            long completionTail,
            int completionMask,
            long completions) {}

    private IoUringMemory(int descriptor, MemorySegment queues, MemorySegment entries, Offsets offsets) {
        this.descriptor = descriptor;
        this.queues = queues;
        this.entries = entries;
        this.offsets = offsets;
    }

    static IoUringMemory map(int requests) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = arena.allocate(PARAMETERS_SIZE, 8);
            int descriptor = RingCalls.setup(requests, parameters.address());
            if (descriptor < 0) {
                throw new LinuxException("io_uring_setup", -descriptor, NAME);
            }
            return map(descriptor, parameters);
        }
    }

    private static IoUringMemory map(int descriptor, MemorySegment parameters) throws LinuxException {
        int needed = FEATURE_SINGLE_MAPPING | FEATURE_EXTENDED_ARGUMENT;
        if ((integer(parameters, FEATURES_OFFSET) & needed) != needed) {
            SystemCalls.close(descriptor);
            throw new LinuxException("io_uring_setup", Errno.EOPNOTSUPP, NAME);
        }
        int submissions = integer(parameters, 0);
        int answers = integer(parameters, 4);
        long array = integer(parameters, SUBMISSION_OFFSETS + SUBMISSION_ARRAY);
        long completions = integer(parameters, COMPLETION_OFFSETS + COMPLETION_ENTRIES);
        long size = Math.max(array + submissions * 4L, completions + (long) answers * ANSWER_SIZE);
        MemorySegment queues = null;
        try {
            queues = mapped(descriptor, size, 0);
            MemorySegment entries = mapped(descriptor, (long) submissions * ENTRY_SIZE, ENTRIES_OF_FILE);
            for (int i = 0; i < submissions; i++) {
                queues.set(ValueLayout.JAVA_INT, array + i * 4L, i);
            }
            return new IoUringMemory(
                    descriptor, queues, entries, offsets(parameters, queues, submissions, completions));
        } catch (LinuxException e) {
            unmap(queues);
            SystemCalls.close(descriptor);
            throw e;
        }
    }

    private static Offsets offsets(MemorySegment parameters, MemorySegment queues, int submissions, long completions) {
        int mask = queues.get(ValueLayout.JAVA_INT, integer(parameters, COMPLETION_OFFSETS + MASK));
        return new Offsets(
                submissions,
                integer(parameters, SUBMISSION_OFFSETS + HEAD),
                integer(parameters, SUBMISSION_OFFSETS + TAIL),
                integer(parameters, COMPLETION_OFFSETS + HEAD),
                integer(parameters, COMPLETION_OFFSETS + TAIL),
                mask,
                completions);
    }

    private static int integer(MemorySegment parameters, long offset) {
        return parameters.get(ValueLayout.JAVA_INT, offset);
    }

    @SuppressWarnings("restricted") // the mapping is given its size
    private static MemorySegment mapped(int descriptor, long size, long offset) throws LinuxException {
        long address = SystemCalls.mmap(descriptor, size, PROT_READ_WRITE, MAP_SHARED_POPULATE, offset);
        if (address < 0) {
            throw new LinuxException("mmap", (int) -address, NAME);
        }
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    private static void unmap(MemorySegment mapping) {
        if (mapping != null) {
            SystemCalls.munmap(mapping.address(), mapping.byteSize());
        }
    }

    int descriptor() {
        return descriptor;
    }

    MemorySegment queues() {
        return queues;
    }

    MemorySegment entries() {
        return entries;
    }

    Offsets offsets() {
        return offsets;
    }

    @Override
    public void close() {
        unmap(queues);
        unmap(entries);
        SystemCalls.close(descriptor);
    }
}
