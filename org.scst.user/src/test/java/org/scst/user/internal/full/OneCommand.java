package org.scst.user.internal.full;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import org.scst.testkit.Eventually;

/** One command in one window, driven through a command set as core would. */
final class OneCommand implements DeviceCommand {
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
    boolean writeProtected;
    boolean last = true;
    boolean aborted;

    OneCommand(DeviceServer device, String cdb, byte... dataOut) {
        byte[] bytes = HexFormat.of().parseHex(cdb.replace(" ", ""));
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

    OneCommand from(Object other) {
        nexus = other;
        return this;
    }

    /** Nothing says how much comes: so much is announced. */
    OneCommand expecting(int bytes) {
        declared = bytes;
        direction = DataDirection.FROM_DEVICE;
        return this;
    }

    /** Gives it to the device; the outcome when there is one at once. */
    Outcome begin() {
        Outcome outcome = handler.parse(this);
        if (outcome != null) {
            return outcome;
        }
        if (declared > 0) {
            data = direction == DataDirection.TO_DEVICE
                    ? Unpooled.directBuffer((int) declared).writeBytes(dataOut, 0, (int) declared)
                    : Unpooled.directBuffer((int) declared, (int) declared);
        }
        return handler.process(this);
    }

    Outcome run(FullSide side) throws Exception {
        Outcome outcome = begin();
        return outcome != null ? outcome : await(side);
    }

    /** Somebody wants it gone. */
    void abort() {
        aborted = true;
        handler.aborted(this);
    }

    Outcome await(FullSide side) throws Exception {
        Eventually.holds("it ends", () -> side.completed.containsKey(token));
        return side.completed.remove(token);
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
        return 0;
    }

    @Override
    public long blocks() {
        return 0;
    }

    @Override
    public long windowLba() {
        return 0;
    }

    @Override
    public int windowBlocks() {
        return 0;
    }

    @Override
    public long transferLength() {
        return declared;
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public ByteBuf data() {
        return data;
    }

    @Override
    public int length() {
        return (int) declared;
    }

    @Override
    public boolean lastWindow() {
        return last;
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
        throw new AssertionError("is not passed");
    }

    @Override
    public Outcome handOver() {
        throw new AssertionError("comes in batches");
    }

    @Override
    public Outcome handOverInBatch() {
        return handler.processBlocking(this);
    }
}
