package org.scst.core.internal.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;

class HandoverBytesTest {
    private static final Handover.Carried CONNECTION = Handover.Carried.ofDescriptor(
            "connection",
            new SocketDescriptor(77),
            Map.of("initiator", "iqn.ä", "target", "t"),
            Map.of("StatSN", 0xFFFF_FFFFL, "asked", -1L),
            Map.of("unparsed", Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), "held", Unpooled.EMPTY_BUFFER));
    private static final Handover.Carried PORTAL =
            new Handover.Carried("portal", "a channel", Map.of(), Map.of(), Map.of(), new CompletableFuture<Void>());

    private static byte[] written() {
        Map<String, Handover> left = new TreeMap<>();
        left.put("iscsi", new Handover(2, List.of(PORTAL, CONNECTION)));
        left.put("srpt", new Handover(9, List.of()));
        return HandoverBytes.write(left);
    }

    @Test
    void shouldSayTheSameToTheNextProcess() throws IOException {
        byte[] withZeroes = Arrays.copyOf(written(), 4096);
        Map<String, Handover> left = HandoverBytes.read(withZeroes, Set.of());
        assertEquals(9, left.get("srpt").version());
        assertEquals(2, left.get("iscsi").version());
        List<Handover.Carried> carried = left.get("iscsi").carried();
        assertEquals(1, carried.size(), "a channel cannot be passed on");
        Handover.Carried connection = carried.getFirst();
        assertEquals(CONNECTION.kind(), connection.kind());
        assertEquals(77, connection.channel());
        assertEquals(CONNECTION.text(), connection.text());
        assertEquals(CONNECTION.numbers(), connection.numbers());
        assertEquals(CONNECTION.bytes(), connection.bytes());
        connection.bytes().values().forEach(ByteBuf::release);
    }

    @Test
    void shouldRefuseWhatIsCutAnywhere() {
        byte[] whole = written();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> HandoverBytes.read(cut, Set.of()));
        }
    }

    @Test
    void shouldRefuseWhatIsDamagedAnywhere() {
        byte[] whole = written();
        for (int index = 0; index < whole.length; index++) {
            byte[] damaged = whole.clone();
            damaged[index] ^= 1;
            assertThrows(IOException.class, () -> HandoverBytes.read(damaged, Set.of()));
        }
    }
}
