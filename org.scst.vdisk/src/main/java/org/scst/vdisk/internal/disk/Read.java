package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Outcome;

/**
 * READ (6), (10), (12), (16), (32). What is at hand is read on the caller's thread straight into the initiator's memory where that can be
 * reached, else into the command's buffer, without lock or allocation; the rest the store reads while nobody waits, or it is handed over.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Read implements CommandHandler {
    private static final int READ_6 = 0x08;
    private final BlockMedium medium;
    private final BegunAccesses begun;

    Read(BlockMedium medium) {
        this.medium = medium;
        this.begun = new BegunAccesses(medium, medium.errors()::readFailed);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return TransferFields.judgeProtection(command, medium.protectionType());
    }

    @Override
    public int glance() {
        return medium.glance();
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuf data = command.data();
        if (data == null) {
            return Outcome.GOOD;
        }
        if (medium.protectedBlocks() != null || fromMedium(command) || medium.outdated(command)) {
            return command.handOver();
        }
        int length = command.length();
        long stamp = medium.atomicWrites().optimistically();
        ScatterList pieces = medium.store().readsIntoPieces() ? command.dataInBuffer() : null;
        if (pieces != null) {
            boolean whole = medium.store().readNonBlocking(medium.bytes(command.windowLba()), pieces);
            return whole && medium.atomicWrites().undisturbed(stamp)
                    ? command.placed()
                    : later(command, data, stamp, 0, length);
        }
        int done = medium.store().readNonBlocking(medium.bytes(command.windowLba()), data, length);
        if (!medium.atomicWrites().undisturbed(stamp)) {
            data.clear();
            return command.handOver();
        }
        return done == length ? Outcome.GOOD : later(command, data, stamp, done, length);
    }

    /** What is not at hand: the store reads it while nobody waits, or a thread does. */
    private Outcome later(DeviceCommand command, ByteBuf data, long stamp, int done, int length) {
        AtomicWrites atomic = medium.atomicWrites();
        long held = atomic.tryHoldOff();
        if (held == 0 || !atomic.undisturbed(stamp)) {
            // What was at hand may be of another time than the rest.
            release(held);
            data.clear();
            return command.handOver();
        }
        BegunAccess access = begun.take(command, held);
        long offset = medium.bytes(command.windowLba()) + done;
        if (medium.store().beginRead(offset, data, length - done, access)) {
            return null;
        }
        begun.notBegun(access, held);
        return command.handOver();
    }

    private void release(long held) {
        if (held != 0) {
            medium.atomicWrites().letGo(held);
        }
    }

    /** FUA asks for what is on the medium: what is newer in the cache has to go there first. */
    private boolean fromMedium(DeviceCommand command) {
        return command.cdb().operationCode() != READ_6
                && TransferFields.forceUnitAccess(command.cdb())
                && !medium.cacheIsNonVolatile();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        ByteBuf data = command.data();
        try {
            if (command.offset() == 0 && fromMedium(command)) {
                medium.flush();
            }
        } catch (IOException e) {
            return medium.errors().flushFailed(e);
        }
        if (medium.outdated(command)) {
            return Outcome.BUSY;
        }
        if (medium.protectedBlocks() != null) {
            return medium.protectedBlocks().read(command);
        }
        long lba = command.windowLba();
        AtomicWrites atomic = medium.atomicWrites();
        long held = atomic.holdOff();
        try {
            if (atomic.begun()) {
                data.clear(); // what was at hand may be of another time than the rest
            }
            int done = data.readableBytes();
            medium.store().read(medium.bytes(lba) + done, data, command.length() - done);
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(lba, e);
        } finally {
            atomic.letGo(held);
        }
    }
}
