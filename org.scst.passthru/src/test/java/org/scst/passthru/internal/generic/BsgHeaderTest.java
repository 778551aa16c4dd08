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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.scsi.DataDirection;

class BsgHeaderTest {
    private static final byte[] CDB = {0x2A, 0, 0, 0, 0, 1, 0, 0, 1, 0};
    private final MemorySegment memory = Arena.ofAuto().allocate(BsgHeader.SLOT_LENGTH, 8);
    private final BsgHeader header = new BsgHeader(memory);
    private final ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());

    @ParameterizedTest
    @CsvSource({"TO_DEVICE,60,72,68,80", "FROM_DEVICE,68,80,60,72"})
    void shouldLayOutARequestAsTheKernelReadsIt(
            DataDirection direction, int lengthAt, int addressAt, int otherLengthAt, int otherAddressAt) {
        ByteBuf data = Unpooled.directBuffer(512);
        header.write(new ScsiRequest(CDB, direction, data, 0, 512, Duration.ofSeconds(2)));

        assertEquals('Q', bytes.getInt(0));
        assertEquals(0, bytes.getLong(4));
        assertEquals(10, bytes.getInt(12));
        assertEquals(96, bytes.getInt(44));
        assertEquals(512, bytes.getInt(lengthAt));
        assertEquals(data.memoryAddress(), bytes.getLong(addressAt));
        assertEquals(0, bytes.getInt(otherLengthAt));
        assertEquals(0, bytes.getLong(otherAddressAt));
        assertEquals(2000, bytes.getInt(88));
        assertArrayEquals(
                CDB, memory.asSlice(bytes.getLong(16) - memory.address(), 10).toArray(ValueLayout.JAVA_BYTE));
        data.release();
    }

    @Test
    void shouldReadWhatTheKernelHasWritten() {
        header.write(ScsiRequest.without(Duration.ofSeconds(2), 0, 0, 0, 0, 0, 0));
        bytes.putInt(108, 8)
                .putInt(112, 1)
                .putInt(116, 2)
                .putInt(132, 2)
                .putInt(136, 10)
                .putInt(140, 20);

        Completion completion = header.read(DataDirection.FROM_DEVICE);
        assertEquals(2, completion.status());
        assertEquals(HostStatus.NO_CONNECT, completion.hostStatus());
        assertEquals(10, completion.residual());
        assertEquals(2, completion.sense().length);
        assertEquals(20, header.read(DataDirection.TO_DEVICE).residual());
    }
}
