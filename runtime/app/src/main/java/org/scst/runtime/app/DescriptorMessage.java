package org.scst.runtime.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One datagram of a Unix socket with descriptors ({@code SCM_RIGHTS} of {@code unix(7)}), in the kernel's form: {@code struct msghdr}
 * with one vector and, if there is one, one control message.
 *
 * <p><i>Threading:</i> stateless.
 */
final class DescriptorMessage {
    /** In one datagram; Linux takes 253. */
    static final int MOST_DESCRIPTORS = 200;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    /** struct msghdr: address and its length, vector and its length, control data and its length, flags. */
    private static final long[] OFFSETS = {0, 8, 16, 24, 32, 40};

    private static final long BYTES = 56;
    /** struct cmsghdr: length, level, type. */
    private static final long CONTROL_HEADER = 16;

    private DescriptorMessage() {}

    /**
     * One to send.
     *
     * @param address of the receiver; {@link MemorySegment#NULL} for a connected socket
     * @param descriptors whose files go with it, at most {@value #MOST_DESCRIPTORS}
     */
    static MemorySegment of(Arena arena, MemorySegment address, String text, int... descriptors) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment message = over(arena, arena.allocateFrom(JAVA_BYTE, bytes), control(arena, descriptors));
        message.set(ADDRESS, OFFSETS[0], address);
        message.set(JAVA_INT, OFFSETS[1], (int) address.byteSize());
        return message;
    }

    /** One to receive into: text is cut at that many bytes. */
    static MemorySegment toReceive(Arena arena, int bytes) {
        return over(
                arena,
                arena.allocate(bytes),
                arena.allocate(controlBytes(MOST_DESCRIPTORS), JAVA_LONG.byteAlignment()));
    }

    /** What has come with a message that was received into; they are the receiver's from now on. */
    @SuppressWarnings("restricted") // the launcher enables native access for the application
    static List<Integer> descriptors(MemorySegment message) {
        if (message.get(JAVA_LONG, OFFSETS[5]) < CONTROL_HEADER) {
            return List.of();
        }
        MemorySegment control = message.get(ADDRESS, OFFSETS[4]).reinterpret(controlBytes(MOST_DESCRIPTORS));
        boolean rights = control.get(JAVA_INT, Long.BYTES) == SOL_SOCKET
                && control.get(JAVA_INT, Long.BYTES + Integer.BYTES) == SCM_RIGHTS;
        long bytes = rights ? control.get(JAVA_LONG, 0) - CONTROL_HEADER : 0;
        return Arrays.stream(control.asSlice(CONTROL_HEADER, bytes).toArray(JAVA_INT))
                .boxed()
                .toList();
    }

    /** The text of a message that was received into. */
    @SuppressWarnings("restricted") // the launcher enables native access for the application
    static String text(MemorySegment message, long length) {
        MemorySegment vector = message.get(ADDRESS, OFFSETS[2]).reinterpret(2 * ADDRESS.byteSize());
        byte[] bytes = vector.get(ADDRESS, 0).reinterpret(length).toArray(JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static MemorySegment over(Arena arena, MemorySegment text, MemorySegment control) {
        MemorySegment vector = arena.allocate(2 * ADDRESS.byteSize(), ADDRESS.byteAlignment());
        vector.set(ADDRESS, 0, text);
        vector.set(JAVA_LONG, ADDRESS.byteSize(), text.byteSize());
        MemorySegment message = arena.allocate(BYTES, ADDRESS.byteAlignment());
        message.set(ADDRESS, OFFSETS[2], vector);
        message.set(JAVA_LONG, OFFSETS[3], 1);
        message.set(ADDRESS, OFFSETS[4], control);
        message.set(JAVA_LONG, OFFSETS[5], control.byteSize());
        return message;
    }

    private static MemorySegment control(Arena arena, int[] descriptors) {
        if (descriptors.length == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment control = arena.allocate(controlBytes(descriptors.length), JAVA_LONG.byteAlignment());
        control.set(JAVA_LONG, 0, CONTROL_HEADER + (long) Integer.BYTES * descriptors.length);
        control.set(JAVA_INT, Long.BYTES, SOL_SOCKET);
        control.set(JAVA_INT, Long.BYTES + Integer.BYTES, SCM_RIGHTS);
        MemorySegment.copy(descriptors, 0, control, JAVA_INT, CONTROL_HEADER, descriptors.length);
        return control;
    }

    private static long controlBytes(int descriptors) {
        return (CONTROL_HEADER + (long) Integer.BYTES * descriptors + 7) / 8 * 8;
    }
}
