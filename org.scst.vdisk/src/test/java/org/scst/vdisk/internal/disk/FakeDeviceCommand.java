package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;

/**
 * One command in one window, driven through a command set as core would, on the test's own thread. Its Data-In buffer is full of
 * bytes that nobody may ever see.
 */
final class FakeDeviceCommand implements DeviceCommand {
    private static final byte POISON = (byte) 0xDB;
    private static final AtomicLong TOKENS = new AtomicLong();
    private final Cdb cdb = new Cdb();
    private final CommandSet.Entry entry;
    private final int blockLength;
    private final long token = TOKENS.incrementAndGet();
    private final byte[] dataOut;
    private ByteBuf data;
    private int length;
    private int windowOffset;
    private long declared;
    private boolean handedOver;
    boolean batched;
    boolean aborted;

    private FakeDeviceCommand(Disk disk, String cdb, byte[] dataOut) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(cdb);
        this.cdb.load(bytes, 0, bytes.length);
        this.blockLength = disk.blockLength();
        this.dataOut = dataOut;
        boolean byAction = disk.commandSet().hasServiceActions(this.cdb.operationCode());
        this.entry = disk.commandSet().find(this.cdb.operationCode(), byAction ? this.cdb.serviceAction() : -1);
        if (entry == null) {
            throw new IllegalArgumentException("no row for " + cdb);
        }
    }

    /** A command that waits to be {@link #begin begun}. */
    static FakeDeviceCommand of(Disk disk, String cdb, byte... dataOut) {
        return new FakeDeviceCommand(disk, cdb, dataOut);
    }

    /** Sets the window to a part of the command's data. */
    FakeDeviceCommand window(int offset, int bytes) {
        windowOffset = offset;
        length = bytes;
        return this;
    }

    /** Parses and processes; {@code null} when the answer is still to come. */
    Outcome begin() {
        Outcome refused = entry.handler().parse(this);
        if (refused != null) {
            return refused;
        }
        long bytes = Math.max(descriptor().dataLength(cdb, blockLength), declared);
        if (length == 0) {
            length = (int) bytes;
        }
        if (length > 0) {
            data = buffer();
        }
        return handler().process(this);
    }

    private ByteBuf buffer() {
        if (descriptor().direction() == DataDirection.TO_DEVICE) {
            return Unpooled.directBuffer(Math.max(1, dataOut.length)).writeBytes(dataOut);
        }
        byte[] poison = new byte[length];
        Arrays.fill(poison, POISON);
        return Unpooled.directBuffer(length, length).setBytes(0, poison);
    }

    /** As when another server, which is gone, has parsed it. */
    Outcome processWithoutParsing() {
        length = dataOut.length;
        data = buffer();
        return handler().process(this);
    }

    /** Goes on with what was handed over; {@code null} when the answer is still to come. */
    Outcome goOn() {
        if (!handedOver) {
            throw new IllegalStateException("was not handed over");
        }
        return handler().processBlocking(this);
    }

    boolean handedOver() {
        return handedOver;
    }

    /** From CDB to outcome. */
    Outcome run(FakeDeviceContext context) {
        Outcome outcome = begin();
        if (outcome == null && handedOver) {
            outcome = goOn();
        }
        if (outcome == null) {
            context.runAll();
            outcome = context.completed.remove(token);
        }
        if (outcome == null) {
            throw new IllegalStateException("never answered");
        }
        return outcome;
    }

    /** The Data-In, and gives the buffer back. */
    byte[] dataIn() {
        byte[] bytes = new byte[data == null ? 0 : data.readableBytes()];
        if (data != null) {
            data.readBytes(bytes);
        }
        release();
        return bytes;
    }

    void release() {
        if (data != null) {
            data.release();
            data = null;
        }
    }

    private CommandHandler handler() {
        return entry.handler();
    }

    @Override
    public Cdb cdb() {
        return cdb;
    }

    @Override
    public CommandDescriptor descriptor() {
        return entry.descriptor();
    }

    @Override
    public long lba() {
        return descriptor().lba(cdb);
    }

    @Override
    public long blocks() {
        return descriptor().blocks(cdb);
    }

    @Override
    public long windowLba() {
        return lba() + windowOffset / blockLength;
    }

    @Override
    public int windowBlocks() {
        return length / blockLength;
    }

    @Override
    public long transferLength() {
        return descriptor().dataLength(cdb, blockLength);
    }

    @Override
    public long offset() {
        return windowOffset;
    }

    @Override
    public ByteBuf data() {
        return data;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public boolean lastWindow() {
        return windowOffset + length >= transferLength();
    }

    @Override
    public long token() {
        return token;
    }

    @Override
    public boolean aborted() {
        return aborted;
    }

    @Override
    public boolean writeProtected() {
        return false;
    }

    @Override
    public void transfer(DataDirection direction, long bytes) {
        declared = bytes;
    }

    @Override
    public Outcome handOver() {
        handedOver = true;
        return null;
    }

    @Override
    public Outcome handOverInBatch() {
        batched = true;
        return handOver();
    }
}
