package org.scst.core.internal.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;

class PassageTest {
    private static final String DESCRIPTORS = "scst.passage.descriptors";

    @AfterEach
    void clear() {
        System.clearProperty(DESCRIPTORS);
    }

    private static boolean open(int descriptor) {
        return Files.exists(Path.of("/proc/self/fd/" + descriptor), LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void shouldPassWhatIsADescriptorAndAbandonTheRest() throws Exception {
        try (LinuxFile file = LinuxFile.open(Path.of("/dev/null"), OpenFlag.READ_WRITE)) {
            SocketDescriptor socket = SocketDescriptor.duplicateOf(file.descriptor());
            ByteBuf unparsed = Unpooled.wrappedBuffer(new byte[] {1});
            CompletableFuture<Void> abandonment = new CompletableFuture<>();
            Passage.leave(Map.of(
                    "iscsi",
                    new Handover(
                            2,
                            List.of(
                                    new Handover.Carried(
                                            "portal", "a channel", Map.of(), Map.of(), Map.of(), abandonment),
                                    Handover.Carried.ofDescriptor(
                                            "connection", socket, Map.of(), Map.of(), Map.of("unparsed", unparsed))))));
            assertTrue(abandonment.isCancelled());
            assertEquals(0, unparsed.refCnt());
            String[] numbers = System.getProperty(DESCRIPTORS).split(" ");
            assertEquals(String.valueOf(socket.number()), numbers[1]);
            assertTrue(open(socket.number()));

            Map<String, Handover> left =
                    Passage.take(name -> name.equals("SCST_PASSAGE") ? String.join(" ", numbers) : null);
            assertEquals(2, left.get("iscsi").version());
            Handover.Carried carried = left.get("iscsi").carried().getFirst();
            assertEquals(socket.number(), carried.channel());
            assertFalse(open(Integer.parseInt(numbers[0])), "the memory is given back");
            left.get("iscsi").abandon();
            assertFalse(open(socket.number()));
        }
    }

    @Test
    void shouldAbandonWhatIsTooMuch() throws Exception {
        try (LinuxFile file = LinuxFile.open(Path.of("/dev/null"), OpenFlag.READ_WRITE)) {
            SocketDescriptor light = SocketDescriptor.duplicateOf(file.descriptor());
            SocketDescriptor heavy = SocketDescriptor.duplicateOf(file.descriptor());
            Handover.Carried tooMuch = connection(heavy, 9);
            Passage.leave(Map.of("iscsi", new Handover(2, List.of(tooMuch, connection(light, 8)))), 8);
            assertTrue(tooMuch.abandonment().isCancelled());
            assertEquals(0, tooMuch.bytes().get("unsent").refCnt());
            String[] numbers = System.getProperty(DESCRIPTORS).split(" ");
            Map<String, Handover> left = Passage.take(name -> String.join(" ", numbers));
            assertEquals(
                    List.of(light.number()),
                    left.get("iscsi").carried().stream()
                            .map(Handover.Carried::channel)
                            .toList());
            left.get("iscsi").abandon();
        }
    }

    private static Handover.Carried connection(SocketDescriptor descriptor, int unsent) {
        return Handover.Carried.ofDescriptor(
                "connection",
                descriptor,
                Map.of(),
                Map.of(),
                Map.of("unsent", Unpooled.buffer().writeZero(unsent)));
    }

    @Test
    void shouldFindWhatIsOpenUnderAnotherNumberAndGoWithoutWhatIsNot(@TempDir Path folder) throws Exception {
        Path moved = folder.resolve("moved");
        Path gone = folder.resolve("gone");
        try (LinuxFile one = LinuxFile.open(Files.createFile(moved), OpenFlag.READ_WRITE);
                LinuxFile other = LinuxFile.open(Files.createFile(gone), OpenFlag.READ_WRITE)) {
            SocketDescriptor before = SocketDescriptor.duplicateOf(one.descriptor());
            SocketDescriptor lost = SocketDescriptor.duplicateOf(other.descriptor());
            Passage.leave(Map.of("iscsi", new Handover(2, List.of(connection(before, 1), connection(lost, 1)))));
            String memory = System.getProperty(DESCRIPTORS).split(" ")[0];
            before.close();
            lost.close();
            other.close();
            SocketDescriptor stray = SocketDescriptor.duplicateOf(one.descriptor());
            int number = stray.number();

            Map<String, Handover> left = Passage.take(name -> memory + " " + number);

            List<Handover.Carried> carried = left.get("iscsi").carried();
            assertEquals(1, carried.size(), "the peer of the other has gone");
            assertEquals(
                    moved.toRealPath(),
                    Files.readSymbolicLink(
                            Path.of("/proc/self/fd/" + carried.getFirst().channel())));
            carried.getFirst().bytes().values().forEach(ByteBuf::release);
            stray.close();
        }
    }

    @Test
    void shouldCloseWhatNoRecordSpeaksOf() throws Exception {
        try (LinuxFile file = LinuxFile.open(Path.of("/dev/null"), OpenFlag.READ_WRITE)) {
            SocketDescriptor known = SocketDescriptor.duplicateOf(file.descriptor());
            SocketDescriptor unknown = SocketDescriptor.duplicateOf(file.descriptor());
            Passage.leave(Map.of("iscsi", new Handover(2, List.of(connection(known, 1)))));
            String all = System.getProperty(DESCRIPTORS) + " " + unknown.number();
            Map<String, Handover> left = Passage.take(name -> all);
            assertFalse(open(unknown.number()));
            assertTrue(open(known.number()));
            left.get("iscsi").abandon();
        }
    }

    @Test
    void shouldKeepNoMemoryOnceItIsTaken() throws Exception {
        try (LinuxFile file = LinuxFile.open(Path.of("/dev/null"), OpenFlag.READ_WRITE)) {
            SocketDescriptor socket = SocketDescriptor.duplicateOf(file.descriptor());
            Passage.leaveHere(
                    Map.of("iscsi", new Handover(2, List.of(connection(socket, 1)))), Duration.ofSeconds(600));
            int memory =
                    Integer.parseInt(System.getProperty("scst.passage.left").split(" ")[0]);
            assertTrue(open(memory));

            Passage.take().get("iscsi").abandon();

            assertFalse(open(memory));
            assertFalse(Files.readString(Path.of("/proc/self/maps")).contains("scst-passage"), "mapped still");
        }
    }

    @Test
    void shouldLeaveNothingWhenThereIsNothingToPass() {
        Passage.leave(Map.of("iscsi", new Handover(2, List.of())));
        assertNull(System.getProperty(DESCRIPTORS));
    }

    @Test
    void shouldGoWithoutWhatIsNoPassage() throws Exception {
        try (LinuxFile file = LinuxFile.open(Path.of("/dev/null"), OpenFlag.READ_WRITE)) {
            SocketDescriptor other = SocketDescriptor.duplicateOf(file.descriptor());
            SocketDescriptor connection = SocketDescriptor.duplicateOf(file.descriptor());
            assertEquals(Map.of(), Passage.take(name -> other.number() + " " + connection.number()));
            assertFalse(open(other.number()));
            assertFalse(open(connection.number()), "nobody would ever read from it");
        }
        assertEquals(Map.of(), Passage.take(name -> null));
    }
}
