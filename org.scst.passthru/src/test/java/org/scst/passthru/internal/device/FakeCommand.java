package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceServer;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;

/** One command in one window, driven through a command set as core would. Its Data-In buffer is full of what nobody may ever see. */
final class FakeCommand implements DeviceCommand {
    private static final byte POISON = (byte) 0xDB;
    private static final AtomicLong TOKENS = new AtomicLong();
    private final Cdb cdb = new Cdb();
    private final CommandSet.Entry entry;
    private final CommandHandler handler;
    private final long token = TOKENS.incrementAndGet();
    private final byte[] dataOut;
    private Object nexus = "A";
    private long declared;
    private DataDirection direction;
    private ByteBuf data;
    private int windowOffset;
    private int windowLength = -1;
    private final int blockLength;
    boolean writeProtected;
    boolean aborted;

    FakeCommand(DeviceServer device, String cdb, byte... dataOut) {
        byte[] bytes = HexFormat.of().parseHex(cdb.replace(" ", ""));
        this.blockLength = device.blockLength();
        this.dataOut = dataOut;
        this.cdb.load(bytes, 0, bytes.length);
        CommandSet set = device.commandSet();
        int code = this.cdb.operationCode();
        entry = set.find(code, set.hasServiceActions(code) ? this.cdb.serviceAction() : -1);
        handler = entry == null ? set.defaultRow() : entry.handler();
        long known = entry == null ? -1 : entry.descriptor().dataLength(this.cdb, device.blockLength());
        declared = known >= 0 ? known : dataOut.length;
        direction = entry == null ? DataDirection.TO_DEVICE : entry.descriptor().direction();
    }

    FakeCommand from(Object other) {
        nexus = other;
        return this;
    }

    /** Nothing says how much comes: so much is announced. */
    FakeCommand expecting(int bytes) {
        declared = bytes;
        direction = DataDirection.FROM_DEVICE;
        return this;
    }

    /** The initiator announces less than the CDB says. */
    FakeCommand announcing(int bytes) {
        declared = bytes;
        return this;
    }

    FakeCommand window(int offset, int length) {
        windowOffset = offset;
        windowLength = length;
        return this;
    }

    Outcome run(FakeContext context) {
        Outcome outcome = handler.parse(this);
        if (outcome != null) {
            return outcome;
        }
        if (windowLength < 0) {
            windowLength = (int) declared;
        }
        if (windowLength > 0) {
            data = direction == DataDirection.TO_DEVICE
                    ? Unpooled.directBuffer(windowLength).writeBytes(dataOut, windowOffset, windowLength)
                    : poisoned();
        }
        outcome = handler.process(this);
        if (outcome == null) {
            outcome = handler.processBlocking(this);
        }
        if (outcome == null && !context.completed.containsKey(token)) {
            context.runAll();
        }
        return outcome != null ? outcome : context.completed.remove(token);
    }

    /** As {@link #run}, for a device that answers on a thread of its own. */
    Outcome await(FakeContext context) throws InterruptedException {
        Outcome outcome = run(context);
        while (outcome == null) {
            Thread.sleep(1);
            context.runAll();
            outcome = context.completed.remove(token);
        }
        return outcome;
    }

    private ByteBuf poisoned() {
        byte[] poison = new byte[windowLength];
        Arrays.fill(poison, POISON);
        return Unpooled.directBuffer(windowLength, windowLength).setBytes(0, poison);
    }

    byte[] dataIn() {
        byte[] bytes = new byte[data == null ? 0 : data.readableBytes()];
        if (data != null) {
            data.readBytes(bytes);
            data.release();
            data = null;
        }
        return bytes;
    }

    @Override
    public Cdb cdb() {
        return cdb;
    }

    @Override
    public CommandDescriptor descriptor() {
        return entry == null ? null : entry.descriptor();
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
        return windowLength / blockLength;
    }

    @Override
    public long transferLength() {
        return declared;
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
        return windowLength;
    }

    @Override
    public boolean lastWindow() {
        return windowOffset + windowLength >= declared;
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
    public void transfer(DataDirection towards, long bytes) {
        direction = towards;
        declared = bytes;
    }

    @Override
    public void protectionInformation(int bytes) {
        throw new AssertionError("does not pass through");
    }

    @Override
    public Outcome handOver() {
        return null;
    }

    @Override
    public Outcome handOverInBatch() {
        return null;
    }
}
