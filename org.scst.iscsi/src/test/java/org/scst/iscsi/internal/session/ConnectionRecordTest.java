package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

class ConnectionRecordTest {
    private static final SocketDescriptor DESCRIPTOR = new SocketDescriptor(Integer.MAX_VALUE);

    private final ConnectionRecord record = new ConnectionRecord(
            new SessionIdentity("iqn.i", 0x4000_0137_0001L, 0xFFFF, 7, "iqn.t"),
            new OperationalParameters(false, true, 1 << 20, 8192, 262144, 65536, 5, true, false),
            0xFFFF_FFFE,
            0x8000_0000,
            -1,
            0xFFFF,
            new SignOfLife(12, 34, -5),
            List.of(new Tombstones.Tombstone(1, -1), new Tombstones.Tombstone(-2, 0x10001)),
            Unpooled.buffer(),
            bytes(1, 2, 3),
            bytes(4));
    private final Handover.Carried carried = record.carried(DESCRIPTOR, bytes(9));

    private static ConnectionMemory memory() {
        return new ConnectionMemory(WireChannel.memory());
    }

    private static ByteBuf bytes(int... values) {
        ByteBuf bytes = Unpooled.buffer();
        for (int value : values) {
            bytes.writeByte(value);
        }
        return bytes;
    }

    private Handover.Carried with(Map<String, String> text, Map<String, Long> numbers, Map<String, ByteBuf> bytes) {
        return new Handover.Carried(carried.kind(), carried.channel(), text, numbers, bytes, carried.abandonment());
    }

    private Handover.Carried with(String name, Long number) {
        Map<String, Long> numbers = new HashMap<>(carried.numbers());
        if (number == null) {
            numbers.remove(name);
        } else {
            numbers.put(name, number);
        }
        return with(carried.text(), numbers, carried.bytes());
    }

    @AfterEach
    void release() {
        carried.bytes().values().forEach(ByteBuf::release);
    }

    @Test
    void shouldSayTheSameToWhoeverReadsIt() throws RecordRefusedException {
        assertTrue(ConnectionRecord.is(carried));
        assertEquals(0xFFFF, ConnectionRecord.tsih(carried));
        assertEquals(Integer.MAX_VALUE, carried.channel());
        assertEquals(record, ConnectionRecord.read(carried));
    }

    @Test
    void shouldKeepEachYesAndNoApart() throws RecordRefusedException {
        for (int bit = 0; bit < 4; bit++) {
            OperationalParameters parameters =
                    new OperationalParameters(bit == 0, bit == 1, 512, 513, 514, 515, 1, bit == 2, bit == 3);
            Map<String, Long> numbers = new HashMap<>();
            NegotiatedNumbers.write(parameters, numbers);
            assertEquals(parameters, NegotiatedNumbers.read(new RecordNumbers(numbers)));
        }
    }

    @Test
    void shouldRefuseEveryVersionButItsOwn() {
        for (long version : new long[] {-1, 0, 2, Long.MAX_VALUE}) {
            String cause = assertThrows(
                            RecordRefusedException.class, () -> ConnectionRecord.read(with("version", version)))
                    .getMessage();
            assertTrue(cause.contains("version " + version), cause);
        }
    }

    @Test
    void shouldRefuseARecordThatLacksAnything() {
        for (String name : carried.numbers().keySet()) {
            assertRefused(with(name, null), name);
            if (!name.endsWith("SN")) {
                assertRefused(with(name, Long.MIN_VALUE), name);
            }
        }
        for (String name : carried.text().keySet()) {
            Map<String, String> text = new HashMap<>(carried.text());
            text.remove(name);
            assertRefused(with(text, carried.numbers(), carried.bytes()), name);
        }
        for (String name : List.of("tombstones", "held", "unparsed", "unsent")) {
            Map<String, ByteBuf> bytes = new HashMap<>(carried.bytes());
            bytes.remove(name);
            assertRefused(with(carried.text(), carried.numbers(), bytes), name);
        }
    }

    @Test
    void shouldRefuseNumbersOutOfRange() {
        assertRefused(with("StatSN", -1L), "StatSN");
        assertRefused(with("ExpCmdSN", 1L << 32), "ExpCmdSN");
        assertRefused(with("TSIH", 0L), "TSIH");
        assertRefused(with("FirstBurstLength", 511L), "FirstBurstLength");
        assertRefused(with("DataDigest", 2L), "DataDigest");
        assertRefused(with("asked", -2L), "asked");
    }

    @Test
    void shouldRefuseATombstoneThatIsCut() {
        Map<String, ByteBuf> bytes = new HashMap<>(carried.bytes());
        bytes.put("tombstones", bytes(1, 2, 3));
        assertRefused(with(carried.text(), carried.numbers(), bytes), "tombstones");
    }

    private static void assertRefused(Handover.Carried wrong, String word) {
        String cause = assertThrows(RecordRefusedException.class, () -> ConnectionRecord.read(wrong), word)
                .getMessage();
        assertTrue(cause.contains(word) || word.equals("version"), cause + " for " + word);
    }

    @Test
    void shouldBringBackEveryHeldPdu() throws Exception {
        HeldPdus before = held();
        before.abort(2);
        ByteBuf all = before.write(ByteBufAllocator.DEFAULT);
        HeldPdus after = new HeldPdus(memory());
        after.read(ByteBufAllocator.DEFAULT, all.duplicate());
        assertSame(before.get(5), after.get(5));
        assertSame(before.get(7), after.get(7));
        assertTrue(after.command(2).aborted());
        after.release();
        before.release();
        all.release();
    }

    /** A command with two Data-Out behind it, of which the second was damaged, and a command after the next. */
    private static HeldPdus held() throws ProtocolViolation {
        HeldPdus held = new HeldPdus(memory());
        HeldPdus.Held first = hold(held, WirePdu.command(1, 5, 0x20, 8).data(new byte[] {1, 2}));
        for (int number = 0; number < 2; number++) {
            ByteBuf header = Unpooled.wrappedBuffer(
                    WirePdu.dataOut(1, -1, number, 2, new byte[] {3, 4}).bytes());
            HeldPdus.Held follower = held.follow(first, ByteBufAllocator.DEFAULT, header, 0, 2);
            follower.data(header, 48, 2);
            follower.end(number == 0);
            header.release();
        }
        hold(held, WirePdu.command(2, 7, 0x80, 0).ahs(new byte[8]));
        return held;
    }

    private static HeldPdus.Held hold(HeldPdus held, WirePdu pdu) throws ProtocolViolation {
        ByteBuf bytes = Unpooled.wrappedBuffer(pdu.bytes());
        int length = pdu.data().length;
        HeldPdus.Held one = held.hold(ByteBufAllocator.DEFAULT, pdu.int32(24), bytes, 0, length);
        if (length > 0) {
            one.data(bytes, 48, length);
            one.end(true);
        }
        bytes.release();
        return one;
    }

    private static void assertSame(HeldPdus.Held expected, HeldPdus.Held actual) {
        HeldPdus.Held other = actual;
        for (HeldPdus.Held one = expected; one != null; one = one.next()) {
            assertEquals(one.copy(), other.copy());
            assertEquals(one.data(), other.data());
            assertEquals(one.dataLength(), other.dataLength());
            assertEquals(one.intact(), other.intact());
            assertEquals(one.aborted(), other.aborted());
            assertTrue(other.complete());
            other = other.next();
        }
        assertEquals(null, other);
    }

    @Test
    void shouldRefuseHeldPdusThatAreCutAnywhere() throws Exception {
        HeldPdus before = held();
        ByteBuf all = before.write(ByteBufAllocator.DEFAULT);
        // What is cut between two PDUs is shorter and whole.
        int refused = 0;
        for (int length = 1; length < all.readableBytes(); length++) {
            HeldPdus after = new HeldPdus(memory());
            try {
                after.read(ByteBufAllocator.DEFAULT, all.slice(0, length));
            } catch (RecordRefusedException e) {
                refused++;
                assertTrue(after.isEmpty());
            }
            after.release();
        }
        assertEquals(all.readableBytes() - 1 - 3, refused, "all but the three ends of a PDU");
        before.release();
        all.release();
    }

    @Test
    void shouldRefuseAHeldDataOutWithoutItsCommand() {
        ByteBuf alone = Unpooled.buffer();
        alone.writeByte(1).writeInt(48).writeInt(0).writeZero(48);
        assertThrows(RecordRefusedException.class, () -> new HeldPdus(memory()).read(ByteBufAllocator.DEFAULT, alone));
        assertFalse(alone.isReadable());
        alone.release();
    }
}
