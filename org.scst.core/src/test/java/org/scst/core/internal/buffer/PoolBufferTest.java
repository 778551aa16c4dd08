package org.scst.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The buffer against Netty's own, which it must be indistinguishable from. */
class PoolBufferTest {

    private static final int LENGTH = 6000;

    private final BufferPool pool = new BufferPool(AnonymousMemory::new, false, true);
    private final Budget budget = new Budget(1 << 20, null);
    private final byte[] pattern = new byte[LENGTH];
    private PoolBuffer buffer;

    @BeforeEach
    void grant() {
        new Random(1).nextBytes(pattern);
        buffer = pool.grant(0, LENGTH, budget);
    }

    @AfterEach
    void release() {
        buffer.release();
        assertEquals(0, pool.outstanding());
        pool.close();
    }

    static Stream<ByteBuf> everyKind() {
        CompositeByteBuf composite = Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.directBuffer(1000).writeZero(1000))
                .addComponent(true, Unpooled.buffer(5500).writeZero(5500));
        return Stream.of(
                Unpooled.buffer(LENGTH + 10).writeZero(LENGTH + 10),
                Unpooled.directBuffer(LENGTH + 10).writeZero(LENGTH + 10),
                Unpooled.directBuffer(LENGTH + 100).writeZero(LENGTH + 100).slice(50, LENGTH + 20),
                Unpooled.wrappedBuffer(new byte[LENGTH + 100], 3, LENGTH + 20),
                composite);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldCopyToAndFromEveryKindOfBuffer(ByteBuf other) {
        buffer.setBytes(0, pattern);
        buffer.getBytes(11, other, 7, 5000);
        byte[] copied = new byte[5000];
        other.getBytes(7, copied);
        assertArrayEquals(Arrays.copyOfRange(pattern, 11, 5011), copied);
        buffer.setZero(0, LENGTH);
        buffer.setBytes(900, other, 7, 5000);
        assertEquals(0, buffer.getByte(899));
        assertEquals(0, buffer.getByte(5900));
        for (int i = 0; i < 5000; i++) {
            assertEquals(pattern[11 + i], buffer.getByte(900 + i));
        }
        other.release();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldTakePartInCopiesThatOthersBegin(ByteBuf other) {
        buffer.writeBytes(pattern);
        other.setBytes(3, buffer, 100, 5000);
        buffer.setZero(0, LENGTH);
        other.getBytes(3, buffer, 100, 5000);
        for (int i = 100; i < 5100; i++) {
            assertEquals(pattern[i], buffer.getByte(i));
        }
        other.release();
    }

    @Test
    void shouldCopyWithinItself() {
        buffer.setBytes(0, pattern);
        buffer.getBytes(0, buffer, 100, 5000);
        for (int i = 0; i < 5000; i++) {
            assertEquals(pattern[i], buffer.getByte(100 + i));
        }
    }

    @Test
    void shouldReadAndWriteValuesAsNettysBuffersDo() {
        ByteBuf model = Unpooled.directBuffer(LENGTH).writeBytes(pattern);
        buffer.writeBytes(pattern);
        for (int index = 0; index < 64; index++) {
            assertEquals(model.getByte(index), buffer.getByte(index));
            assertEquals(model.getShort(index), buffer.getShort(index));
            assertEquals(model.getShortLE(index), buffer.getShortLE(index));
            assertEquals(model.getUnsignedMedium(index), buffer.getUnsignedMedium(index));
            assertEquals(model.getUnsignedMediumLE(index), buffer.getUnsignedMediumLE(index));
            assertEquals(model.getInt(index), buffer.getInt(index));
            assertEquals(model.getIntLE(index), buffer.getIntLE(index));
            assertEquals(model.getLong(index), buffer.getLong(index));
            assertEquals(model.getLongLE(index), buffer.getLongLE(index));
        }
        for (ByteBuf each : List.of(model, buffer)) {
            each.setByte(100, 0x8A).setShort(101, 0x8ABC).setShortLE(103, 0x8ABC);
            each.setMedium(105, 0x8ABCDE).setMediumLE(108, 0x8ABCDE);
            each.setInt(111, 0x8ABCDEF0).setIntLE(115, 0x8ABCDEF0);
            each.setLong(119, 0x8ABCDEF012345678L).setLongLE(127, 0x8ABCDEF012345678L);
        }
        assertEquals(model, buffer);
        model.release();
    }

    @Test
    void shouldShowItsMemoryThroughViews() {
        ByteBuffer view = buffer.nioBuffer(1000, 500);
        assertEquals(500, view.remaining());
        view.putInt(4, 42);
        assertEquals(42, buffer.getInt(1004));
        ByteBuffer first = buffer.internalNioBuffer(10, 20);
        assertEquals(10, first.position());
        assertEquals(20, first.remaining());
        ByteBuffer second = buffer.internalNioBuffer(5990, 10);
        assertSame(first, second);
        assertEquals(10, second.remaining());
        assertSame(first, buffer.internalNioBuffer(0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.nioBuffer(5990, 11));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.internalNioBuffer(5990, 11));
    }

    @Test
    void shouldCopyToAndFromByteBuffersAndMoveTheirPositionOnly() {
        ByteBuffer source = ByteBuffer.wrap(pattern).position(100).limit(5100);
        buffer.setBytes(7, source);
        assertEquals(0, source.remaining());
        ByteBuffer target = ByteBuffer.allocateDirect(5010).position(10);
        buffer.getBytes(7, target);
        assertEquals(0, target.remaining());
        assertEquals(ByteBuffer.wrap(pattern, 100, 5000), target.flip().position(10));
    }

    @Test
    void shouldCopyToAndFromStreamsAndChannels(@TempDir Path folder) throws IOException {
        assertEquals(LENGTH, buffer.setBytes(0, new ByteArrayInputStream(pattern), LENGTH));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.getBytes(1, out, 10);
        try (FileChannel file = FileChannel.open(
                folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertEquals(LENGTH, buffer.getBytes(0, file, LENGTH));
            assertEquals(10, buffer.getBytes(0, file, 3, 10));
            buffer.setZero(0, LENGTH);
            assertEquals(LENGTH, buffer.setBytes(0, file, 0, LENGTH));
            assertEquals(-1, buffer.setBytes(0, file.position(LENGTH), 10));
            assertEquals(pattern[9], buffer.getByte(12));
        }
        assertEquals(pattern[1], out.toByteArray()[0]);
    }

    @Test
    void shouldRefuseAccessBeyondItsLengthThoughItsMemoryIsLonger() {
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getByte(LENGTH));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.setLong(LENGTH - 7, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.setBytes(1, pattern));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getBytes(1, ByteBuffer.allocate(LENGTH)));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.setZero(1, LENGTH));
        ByteBuf small = Unpooled.directBuffer(10, 10);
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getBytes(0, small, 1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.setBytes(0, small, 1, 10));
        small.release();
    }

    @Test
    void shouldShrinkAndGrowUpToItsLength() {
        buffer.writeBytes(pattern).capacity(10);
        assertEquals(10, buffer.writerIndex());
        buffer.capacity(LENGTH);
        assertEquals(pattern[5000], buffer.getByte(5000));
        assertThrows(IllegalArgumentException.class, () -> buffer.capacity(LENGTH + 1));
    }

    @Test
    void shouldCopyIntoMemoryOfAnother() {
        buffer.writeBytes(pattern);
        ByteBuf copy = buffer.copy(10, 100);
        buffer.setZero(0, LENGTH);
        assertEquals(pattern[10], copy.getByte(0));
        assertEquals(100, copy.readableBytes());
        copy.release();
    }

    @Test
    void shouldBeADirectBufferWithoutAnArray() {
        assertTrue(buffer.isDirect());
        assertTrue(buffer.isContiguous());
        assertFalse(buffer.hasArray());
        assertEquals(1, buffer.nioBufferCount());
        assertThrows(UnsupportedOperationException.class, buffer::array);
    }
}
