package org.scst.local.internal.handover;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.DescriptorIdentity;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.scst.local.internal.loop.ListeningSocket;

/**
 * What is served at one place, between two revisions of the driver: the socket that listens, and the connections. On core's shelf each
 * descriptor is a record of its own, for only so they reach another process.
 *
 * <p><i>Threading:</i> immutable. <i>Ownership:</i> as of {@link LeftConnection}.
 *
 * @param listening {@code null} when there is none
 */
public record LeftEndpoint(Descriptor listening, List<LeftConnection> connections) {
    private static final String LISTENING = "listening";
    private static final String CONNECTION = "connection";
    private static final String OTHER = "descriptor";

    private static final String PROPERTY = "property";
    private static final String PATH = "path";
    private static final String TARGET = "target";
    private static final String OF = "of";
    private static final String ROLE = "role";
    private static final String OTHERS = "others";
    private static final String PROCESS = "process";
    private static final String STATE = "state";

    /** Copies the list. */
    public LeftEndpoint {
        connections = List.copyOf(connections);
    }

    /** Nothing was left. */
    public static LeftEndpoint none() {
        return new LeftEndpoint(null, List.of());
    }

    /**
     * Has the connections go on before anybody else can connect, and listens as {@link ListeningSocket#open(Path, EventLoop, Consumer)}
     * does. All of this is taken.
     *
     * @param resume given each connection, on the loop; takes it
     * @param connected given each new one, on the loop; takes it
     * @param end ends what goes on, on the loop, when this fails
     */
    public ListeningSocket listen(
            Path path, EventLoop loop, Consumer<LeftConnection> resume, Consumer<Descriptor> connected, Runnable end)
            throws IOException {
        loop.execute(() -> connections.forEach(resume));
        try {
            return ListeningSocket.open(path, loop, connected, listening);
        } catch (IOException e) {
            loop.execute(end);
            throw e;
        }
    }

    /** Nobody goes on with it. */
    public void abandon() {
        if (listening != null) {
            listening.close();
        }
        connections.forEach(LeftConnection::abandon);
    }

    /** The records by which it lies on the shelf; they own what this has owned. */
    public List<Handover.Carried> records(Place place) {
        List<Handover.Carried> records = new ArrayList<>();
        if (listening != null) {
            records.add(record(LISTENING, listening, text(place), Map.of(), Map.of()));
        }
        connections.forEach(connection -> add(connection, place, records));
        return records;
    }

    private static void add(LeftConnection connection, Place place, List<Handover.Carried> records) {
        Descriptor socket = connection.socket();
        String key = DescriptorIdentity.of(socket.number());
        Map<String, String> text = text(place);
        text.put(OF, key);
        long process = ProcessHandle.current().pid();
        Map<String, Long> numbers = Map.of(OTHERS, (long) connection.others().size(), PROCESS, process);
        records.add(record(CONNECTION, socket, text, numbers, Map.of(STATE, connection.state())));
        connection
                .others()
                .forEach((role, other) ->
                        records.add(record(OTHER, other, Map.of(OF, key, ROLE, role), Map.of(), Map.of())));
    }

    private static Handover.Carried record(
            String kind,
            Descriptor descriptor,
            Map<String, String> text,
            Map<String, Long> numbers,
            Map<String, ByteBuf> bytes) {
        return Handover.Carried.ofDescriptor(kind, new SocketDescriptor(descriptor.number()), text, numbers, bytes);
    }

    private static Map<String, String> text(Place place) {
        Map<String, String> text = new HashMap<>();
        text.put(PROPERTY, place.property());
        text.put(PATH, place.path().toString());
        text.put(TARGET, place.target());
        return text;
    }

    /**
     * Takes what was left at a place out of records. A connection of which a descriptor is missing, or cannot be told from others, stays
     * among them.
     */
    public static LeftEndpoint take(Place place, Collection<Handover.Carried> records) {
        List<Handover.Carried> here =
                records.stream().filter(record -> isAt(place, record)).toList();
        Descriptor listening = null;
        List<LeftConnection> connections = new ArrayList<>();
        for (Handover.Carried record : here) {
            if (record.kind().equals(LISTENING) && listening == null) {
                listening = descriptor(record);
                records.remove(record);
            } else if (record.kind().equals(CONNECTION)) {
                List<Handover.Carried> others = others(record, records);
                if (isWhole(record, others)) {
                    connections.add(connection(record, others));
                    records.remove(record);
                    records.removeAll(others);
                }
            }
        }
        return new LeftEndpoint(listening, connections);
    }

    /** Takes what was left at a place's path by another target, or for another property, out of records; given. */
    public static List<Handover.Carried> takeOthers(Place place, Collection<Handover.Carried> records) {
        List<Handover.Carried> others = new ArrayList<>();
        String path = place.path().toString();
        for (Handover.Carried record : records) {
            if (path.equals(record.text().get(PATH)) && !isAt(place, record)) {
                others.add(record);
                if (record.kind().equals(CONNECTION)) {
                    others.addAll(others(record, records));
                }
            }
        }
        records.removeAll(others);
        return others;
    }

    private static boolean isAt(Place place, Handover.Carried record) {
        return record.text().entrySet().containsAll(text(place).entrySet());
    }

    private static List<Handover.Carried> others(Handover.Carried socket, Collection<Handover.Carried> records) {
        String key = socket.text().getOrDefault(OF, "");
        return records.stream()
                .filter(record ->
                        record.kind().equals(OTHER) && key.equals(record.text().get(OF)))
                .toList();
    }

    private static boolean isWhole(Handover.Carried socket, List<Handover.Carried> others) {
        Map<String, Long> numbers = socket.numbers();
        boolean sameProcess =
                numbers.getOrDefault(PROCESS, 0L) == ProcessHandle.current().pid();
        return numbers.getOrDefault(OTHERS, -1L) == others.size()
                && others.stream().allMatch(other -> other.text().containsKey(ROLE))
                && (sameProcess || others.stream().allMatch(LeftEndpoint::isUnique));
    }

    /** Core has found it by its identity then, whatever its number has become. */
    private static boolean isUnique(Handover.Carried other) {
        return DescriptorIdentity.isUnique(DescriptorIdentity.of((Integer) other.channel()));
    }

    private static LeftConnection connection(Handover.Carried socket, List<Handover.Carried> others) {
        Map<String, Descriptor> byRole = new HashMap<>();
        others.forEach(other -> byRole.put(other.text().get(ROLE), descriptor(other)));
        return new LeftConnection(
                descriptor(socket), byRole, socket.bytes().getOrDefault(STATE, Unpooled.EMPTY_BUFFER));
    }

    private static Descriptor descriptor(Handover.Carried record) {
        return new Descriptor((Integer) record.channel());
    }
}
