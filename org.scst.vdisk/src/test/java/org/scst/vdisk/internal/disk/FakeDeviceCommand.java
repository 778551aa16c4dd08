package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceServer;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;

/**
 * One command in one window, driven through a command set as core would, on the test's own thread. Its Data-In buffer is full of
 * bytes that nobody may ever see.
 */
public final class FakeDeviceCommand implements DeviceCommand {
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
    private int protectionBytes;
    private ScatterList dataInBuffer;
    boolean placed;
    private boolean handedOver;
    boolean batched;
    boolean aborted;
    boolean writeProtected;
    private Object nexus = "nexus";

    private FakeDeviceCommand(DeviceServer disk, String cdb, byte[] dataOut) {
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
    public static FakeDeviceCommand of(DeviceServer disk, String cdb, byte... dataOut) {
        return new FakeDeviceCommand(disk, cdb, dataOut);
    }

    /** Of another nexus. */
    public FakeDeviceCommand from(Object other) {
        nexus = other;
        return this;
    }

    /** Whose initiator has memory for its data. */
    FakeDeviceCommand into(ScatterList memory) {
        dataInBuffer = memory;
        return this;
    }

    /** Sets the window to a part of the command's data. */
    FakeDeviceCommand window(int offset, int bytes) {
        windowOffset = offset;
        length = bytes;
        return this;
    }

    /** Whether core lets it pass to a medium of so many blocks. */
    boolean within(long capacity) {
        if (descriptor().lbaField() == null) {
            return true;
        }
        long lba = descriptor().lba(cdb);
        return lba >= 0 && lba <= capacity && descriptor().blocks(cdb) <= capacity - lba;
    }

    /** How much data the CDB announces; nothing is processed. */
    long announced() {
        return descriptor().dataLength(cdb, unit());
    }

    /** Parses and processes; {@code null} when the answer is still to come. */
    public Outcome begin() {
        Outcome refused = entry.handler().parse(this);
        if (refused != null) {
            return refused;
        }
        long bytes = Math.max(descriptor().dataLength(cdb, unit()), declared);
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
    public Outcome run(FakeDeviceContext context) {
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
    public byte[] dataIn() {
        byte[] bytes = new byte[data == null ? 0 : data.readableBytes()];
        if (data != null) {
            data.readBytes(bytes);
        }
        release();
        return bytes;
    }

    public void release() {
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
        return lba() + windowOffset / unit();
    }

    @Override
    public int windowBlocks() {
        return length / unit();
    }

    @Override
    public long transferLength() {
        return descriptor().dataLength(cdb, unit());
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
    public ScatterList dataInBuffer() {
        return dataInBuffer;
    }

    @Override
    public Outcome placed() {
        placed = true;
        return Outcome.GOOD;
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
    public Object nexusIdentity() {
        return nexus;
    }

    @Override
    public boolean writeProtected() {
        return writeProtected;
    }

    @Override
    public void transfer(DataDirection direction, long bytes) {
        declared = bytes;
    }

    private int unit() {
        return blockLength + protectionBytes;
    }

    @Override
    public void protectionInformation(int bytes) {
        protectionBytes = bytes;
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
