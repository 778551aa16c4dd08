package org.scst.passthru.internal.generic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.DataDirection;

class SgHeaderTest {
    private static final byte[] READ_10 = {0x28, 0, 0, 0, 0, 1, 0, 0, 1, 0};
    private final MemorySegment memory = Arena.ofAuto().allocate(SgHeader.SLOT_LENGTH, 8);
    private final SgHeader header = new SgHeader(memory);

    private ByteBuffer bytes() {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Test
    void shouldLayOutARequestAsTheKernelReadsIt() {
        ByteBuf data = Unpooled.directBuffer(1024);
        header.write(new ScsiRequest(READ_10, DataDirection.FROM_DEVICE, data, 512, 256, Duration.ofSeconds(60)), 7);

        ByteBuffer bytes = bytes();
        assertEquals('S', bytes.getInt(0));
        assertEquals(-3, bytes.getInt(4));
        assertEquals(10, bytes.get(8));
        assertEquals(96, bytes.get(9));
        assertEquals(0, bytes.getShort(10));
        assertEquals(256, bytes.getInt(12));
        assertEquals(data.memoryAddress() + 512, bytes.getLong(16));
        assertEquals(60_000, bytes.getInt(40));
        assertEquals(0x10, bytes.getInt(44));
        assertEquals(7, bytes.getInt(48));
        assertArrayEquals(READ_10, pointedTo(bytes.getLong(24), 10));
        data.release();
    }

    private byte[] pointedTo(long address, int length) {
        return memory.asSlice(address - memory.address(), length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void shouldSayThatACommandHasNoData() {
        header.write(ScsiRequest.without(Duration.ofHours(1000), 0, 0, 0, 0, 0, 0), 0);

        assertEquals(-1, bytes().getInt(4));
        assertEquals(0, bytes().getLong(16));
        assertEquals(Integer.MAX_VALUE, bytes().getInt(40));
    }

    @Test
    void shouldReadWhatTheKernelHasWritten() {
        header.write(ScsiRequest.without(Duration.ofSeconds(1), 0, 0, 0, 0, 0, 0), 3);
        MemorySegment.copy(
                new byte[] {0x70, 0, 6}, 0, memory, ValueLayout.JAVA_BYTE, bytes().getLong(32) - memory.address(), 3);
        ByteBuffer fetched = ByteBuffer.allocateDirect(SgHeader.SLOT_LENGTH).order(ByteOrder.nativeOrder());
        fetched.putInt(48, 3).put(64, (byte) 2).put(67, (byte) 3);
        fetched.putShort(68, (short) 0x0D).putShort(70, (short) 8).putInt(72, 100);
        SgHeader read = new SgHeader(MemorySegment.ofBuffer(fetched));

        Completion completion = read.read(header);
        assertEquals(3, read.packId());
        assertEquals(2, completion.status());
        assertEquals(HostStatus.REQUEUE, completion.hostStatus());
        assertEquals(100, completion.residual());
        assertArrayEquals(new byte[] {0x70, 0, 6}, completion.sense());
    }
}
