package org.scst.core.target;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SocketDescriptor;

/**
 * What one revision of a driver leaves to the next: things of Netty's or the JDK's that go on without it, each with what must be
 * known to go on with it. Core keeps it on a shelf for 20 s, see {@link DriverHandle#handOver}.
 *
 * <p>No class of the driver's own may be among it, nor be reachable from it: the next revision could not use it, and every class
 * of the earlier one would stay in memory. Text, numbers and bytes are therefore all that a record holds beside the channel.
 *
 * <p><i>Threading:</i> immutable. <i>Ownership:</i> whoever has it owns the channels and the buffers in it: the driver until
 * {@link DriverHandle#handOver}, core while it lies on the shelf, the next revision from {@link DriverHandle#takeOver} on.
 *
 * @param version of what the driver means by its records; a revision that does not know it calls {@link #abandon}
 * @param carried one record for each thing that goes on
 */
public record Handover(int version, List<Carried> carried) {
    private static final List<String> ALLOWED = List.of("java.", "sun.nio.", "io.netty.");

    /** Copies its arguments. */
    public Handover {
        carried = List.copyOf(carried);
    }

    /** Nobody goes on: everything is closed and released. */
    public void abandon() {
        carried.forEach(Carried::abandon);
    }

    /**
     * One thing that goes on.
     *
     * @param kind the driver's word for it: {@code portal}, {@code connection}
     * @param channel the listening or connected channel, parked: it reads nothing, and no handler is in its pipeline; or the
     *     number of an open socket's descriptor, which belongs to nobody's channel, see {@link #ofDescriptor}
     * @param text names, addresses, negotiated keys
     * @param numbers sequence numbers, tags, limits
     * @param bytes what was read and not parsed, what was to be sent and is not sent, what is owed
     * @param abandonment is cancelled when nobody goes on, and closes the channel then: a promise of the channel's own with
     *     Netty's listener for that
     */
    public record Carried(
            String kind,
            Object channel,
            Map<String, String> text,
            Map<String, Long> numbers,
            Map<String, ByteBuf> bytes,
            Future<?> abandonment) {
        /** Under this name among the bytes: what the peer of a descriptor is sent before it is closed because nobody goes on. */
        public static final String FAREWELL = "farewell";

        /**
         * Copies its arguments.
         *
         * @throws IllegalArgumentException for a channel or a promise of a class that is neither Netty's nor the JDK's
         */
        public Carried {
            text = Map.copyOf(text);
            numbers = Map.copyOf(numbers);
            bytes = Map.copyOf(bytes);
            verify(channel);
            verify(abandonment);
        }

        private static void verify(Object carried) {
            String type = carried.getClass().getName();
            if (ALLOWED.stream().noneMatch(type::startsWith)) {
                throw new IllegalArgumentException(type + " would not outlive its bundle");
            }
        }

        /**
         * A connection without a channel: its socket's descriptor, which the next owner makes a channel of.
         *
         * @param kind the driver's word for it
         * @param descriptor owned by the record
         * @param bytes as of the record; what stands there as {@link #FAREWELL} is sent if nobody goes on
         */
        public static Carried ofDescriptor(
                String kind,
                SocketDescriptor descriptor,
                Map<String, String> text,
                Map<String, Long> numbers,
                Map<String, ByteBuf> bytes) {
            return new Carried(kind, descriptor.number(), text, numbers, bytes, new CompletableFuture<Void>());
        }

        /** Nobody goes on with it: the peer is told as far as it takes that at once, and all is closed and released. */
        public void abandon() {
            abandonment.cancel(false);
            if (channel instanceof Integer number) {
                close(new SocketDescriptor(number));
            }
            bytes.values().forEach(ByteBuf::release);
        }

        private void close(SocketDescriptor descriptor) {
            try {
                ByteBuf farewell = bytes.get(FAREWELL);
                if (farewell != null) {
                    descriptor.send(ByteBufUtil.getBytes(farewell));
                }
            } catch (LinuxException gone) {
                // There is nobody to be told any more.
            } finally {
                descriptor.close();
            }
        }
    }
}
