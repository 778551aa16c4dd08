package org.scst.local.internal.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.UnixSocket;
import org.scst.core.target.Handover;

class LeftEndpointTest {
    private static final Place PLACE = new Place("vhost_user", Path.of("/run/vm"), "a");

    @TempDir
    private Path folder;

    private Descriptor listening;
    private Descriptor one;
    private Descriptor other;
    private Descriptor event;
    private boolean abandoned;
    private final List<Handover.Carried> records = new ArrayList<>();

    @BeforeEach
    void leave() throws LinuxException {
        Path path = folder.resolve("s");
        listening = UnixSocket.listen(path, 2);
        one = UnixSocket.connect(path);
        other = UnixSocket.connect(path);
        event = Descriptor.event();
        LeftEndpoint left = new LeftEndpoint(
                listening,
                List.of(
                        new LeftConnection(one, Map.of("kick", event), Unpooled.copyInt(1)),
                        new LeftConnection(other, Map.of(), Unpooled.copyInt(2))));
        records.addAll(left.records(PLACE));
    }

    @AfterEach
    void close() {
        if (!abandoned) {
            List.of(listening, one, other, event).forEach(Descriptor::close);
        }
    }

    @Test
    void shouldLieOnTheShelfAsOneRecordForEachDescriptor() {
        assertEquals(4, records.size());
        assertEquals(
                4, records.stream().map(Handover.Carried::channel).distinct().count());
    }

    @Test
    void shouldComeBackWithWhatBelongsToEachConnection() {
        LeftEndpoint taken = LeftEndpoint.take(PLACE, records);
        assertTrue(records.isEmpty());
        assertEquals(listening.number(), taken.listening().number());
        assertEquals(2, taken.connections().size());
        for (LeftConnection connection : taken.connections()) {
            boolean first = connection.state().getInt(0) == 1;
            assertEquals(
                    first ? one.number() : other.number(), connection.socket().number());
            assertEquals(first ? 1 : 0, connection.others().size());
        }
    }

    @Test
    void shouldStayWhereAnotherPlaceIsServed() {
        Place elsewhere = new Place("vhost_user", Path.of("/run/vm"), "b");
        LeftEndpoint taken = LeftEndpoint.take(elsewhere, records);
        assertNull(taken.listening());
        assertEquals(0, taken.connections().size());
        assertEquals(4, records.size());
    }

    @Test
    void shouldGiveWhatOthersHaveLeftAtAPathWithAllThatBelongsToIt() {
        assertEquals(List.of(), LeftEndpoint.takeOthers(PLACE, records));
        assertEquals(List.of(), LeftEndpoint.takeOthers(new Place("vhost_user", Path.of("/run/vm2"), "b"), records));
        List<Handover.Carried> all = List.copyOf(records);
        for (Place other :
                List.of(new Place("vhost_user", PLACE.path(), "b"), new Place("driver_socket", PLACE.path(), "a"))) {
            List<Handover.Carried> given = LeftEndpoint.takeOthers(other, records);
            assertEquals(4, given.size(), other.toString());
            assertTrue(given.containsAll(all));
            assertTrue(records.isEmpty());
            records.addAll(all);
        }
    }

    @Test
    void shouldNotGoOnWithHalfAConnection() {
        records.removeIf(record -> record.channel().equals(event.number()));
        LeftEndpoint taken = LeftEndpoint.take(PLACE, records);
        assertEquals(1, taken.connections().size());
        assertEquals(1, records.size(), "it is left to be given up");
        assertEquals(one.number(), records.getFirst().channel());
    }

    /** As another process would find it, with a descriptor that nothing tells from others. */
    @Test
    void shouldNotGuessWhichDescriptorIsMeant() throws LinuxException {
        try (Descriptor device = Descriptor.open(Path.of("/dev/null"))) {
            List<Handover.Carried> moved = new ArrayList<>();
            for (Handover.Carried record : records) {
                Map<String, Long> numbers = new HashMap<>(record.numbers());
                numbers.computeIfPresent("process", (name, process) -> process + 1);
                Object channel = record.channel().equals(event.number()) ? device.number() : record.channel();
                moved.add(new Handover.Carried(
                        record.kind(), channel, record.text(), numbers, record.bytes(), record.abandonment()));
            }
            assertEquals(1, LeftEndpoint.take(PLACE, moved).connections().size());
        }
    }

    @Test
    void shouldCloseEverythingWhenNobodyGoesOn() {
        abandoned = true;
        records.forEach(Handover.Carried::abandon);
        for (Descriptor descriptor : List.of(listening, one, other, event)) {
            assertTrue(
                    Files.notExists(Path.of("/proc/self/fd/" + descriptor.number()), LinkOption.NOFOLLOW_LINKS),
                    descriptor.toString());
        }
    }
}
