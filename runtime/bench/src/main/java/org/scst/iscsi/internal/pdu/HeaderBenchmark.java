package org.scst.iscsi.internal.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one READ costs in headers: looking at the SCSI Command, composing the Data-In, and the digests of both header and data.
 *
 * <p><i>Threading:</i> JMH's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderBenchmark {

    /** Headers in memory as a connection has them. */
    @State(Scope.Thread)
    public static class Headers {
        private final ByteBuf received = Unpooled.directBuffer(BasicHeaderSegment.LENGTH);
        private final ByteBuf sent = Unpooled.directBuffer(BasicHeaderSegment.LENGTH);
        private final ScsiCommand command = new ScsiCommand();
        private final ScsiDataIn dataIn = new ScsiDataIn();

        /** A READ (16) of eight blocks. */
        @Setup
        public void write() {
            received.writeZero(BasicHeaderSegment.LENGTH);
            received.setByte(0, Opcode.SCSI_COMMAND)
                    .setByte(1, 0xC1)
                    .setInt(16, 0x1234)
                    .setInt(20, 4096);
            received.setByte(32, 0x88).setLong(34, 80).setInt(42, 8);
            sent.writeZero(BasicHeaderSegment.LENGTH);
        }

        /** Gives memory back. */
        @TearDown
        public void release() {
            received.release();
            sent.release();
        }
    }

    /** Bytes to be digested. */
    @State(Scope.Thread)
    public static class Data {
        /** Length of a data segment. */
        @Param({"48", "4096", "262144"})
        public int bytes;

        private final Crc32cDigest digest = new Crc32cDigest();
        private ByteBuf data;

        /** Any bytes will do. */
        @Setup
        public void write() {
            data = Unpooled.directBuffer(bytes).writeZero(bytes);
        }

        /** Gives memory back. */
        @TearDown
        public void release() {
            data.release();
        }
    }

    /** What a session asks of a SCSI Command. */
    @Benchmark
    public long parseCommand(Headers headers) {
        headers.command.wrap(headers.received, 0);
        return headers.command.opcode()
                + headers.command.lun()
                + headers.command.initiatorTaskTag()
                + headers.command.expectedDataTransferLength()
                + headers.command.cmdSN()
                + headers.command.dataSegmentLength();
    }

    /** A Data-In with the status in it. */
    @Benchmark
    public ByteBuf composeDataIn(Headers headers) {
        headers.dataIn.compose(headers.sent, 0);
        headers.dataIn
                .finalPdu(true)
                .status(0, 0)
                .targetTransferTag(BasicHeaderSegment.RESERVED_TAG)
                .dataSN(0)
                .bufferOffset(0);
        return headers.sent;
    }

    /** CRC32C. */
    @Benchmark
    public int digest(Data data) {
        return data.digest.of(data.data, 0, data.bytes);
    }
}
