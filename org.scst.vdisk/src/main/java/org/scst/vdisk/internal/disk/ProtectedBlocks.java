package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.vdisk.internal.protection.ProtectedStore;
import org.scst.vdisk.internal.protection.ProtectionChecks;
import org.scst.vdisk.internal.protection.ProtectionException;
import org.scst.vdisk.internal.protection.ProtectionInformation;
import org.scst.vdisk.internal.protection.ProtectionType;

/**
 * Moves logical blocks of a medium with protection information: checked as the protect field of the CDB has it (SBC-3, RDPROTECT,
 * WRPROTECT, VRPROTECT), with it or without.
 *
 * <p><i>Threading:</i> thread-safe; on the device's context only.
 */
final class ProtectedBlocks {
    private static final int PIECE = 1 << 20;
    private static final int COMPARE = 1;
    private static final int COMPARE_ONE = 3;
    private final BlockMedium medium;
    private final ProtectedStore store;

    ProtectedBlocks(BlockMedium medium, ProtectedStore store) {
        this.medium = medium;
        this.store = store;
    }

    ProtectedStore store() {
        return store;
    }

    private ProtectionChecks checks(DeviceCommand command) {
        ProtectionChecks all =
                ProtectionChecks.of(store.type(), command.cdb(), TransferFields.protect(command.cdb()), command.lba());
        return medium.applicationTagsOwned() ? all : all.withoutApplicationTag();
    }

    private ByteBuf room(long blocks) {
        int length = (int) medium.bytes(blocks);
        return Unpooled.directBuffer(length, length);
    }

    Outcome read(DeviceCommand command) {
        long lba = command.windowLba();
        ProtectionChecks checks = checks(command);
        ByteBuf blocks = room(command.windowBlocks());
        try {
            ProtectionInformation found = store.readBoth(medium.bytes(lba), blocks, blocks.capacity());
            Outcome failed = checks.ofMedium(blocks, found, medium.blockLength(), lba);
            if (failed != null) {
                return failed;
            }
            command.data().clear();
            if (checks.transferred()) {
                found.interleave(blocks, medium.blockLength(), command.data());
            } else {
                command.data().writeBytes(blocks);
            }
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(lba, e);
        } finally {
            blocks.release();
        }
    }

    Outcome write(DeviceCommand command) {
        long lba = command.windowLba();
        ProtectionChecks checks = checks(command);
        ByteBuf blocks = room(command.windowBlocks());
        try {
            ProtectionInformation given = taken(command, checks, blocks);
            Outcome failed = checks.transferred() ? checks.ofDataOut(blocks, given, medium.blockLength(), lba) : null;
            if (failed != null) {
                return failed;
            }
            medium.change(lba, command.windowBlocks(), (offset, length) -> store.writeBoth(offset, blocks, given));
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().writeFailed(lba, e);
        } finally {
            blocks.release();
        }
    }

    /** The Data-Out taken apart, or with protection information made for it. */
    private ProtectionInformation taken(DeviceCommand command, ProtectionChecks checks, ByteBuf blocks) {
        if (checks.transferred()) {
            return ProtectionInformation.separate(command.data(), medium.blockLength(), blocks);
        }
        ByteBuf data = command.data();
        blocks.writeBytes(data, data.readerIndex(), data.readableBytes());
        return ProtectionInformation.generate(
                store.type(), blocks, medium.blockLength(), checks.referenceTag(command.windowLba()));
    }

    /** VERIFY. */
    Outcome verify(DeviceCommand command) {
        return switch (TransferFields.byteCheck(command.cdb())) {
            case COMPARE -> compare(command, command.windowLba(), command.windowBlocks());
            case COMPARE_ONE -> compareOne(command);
            default -> readable(command, command.lba(), command.blocks());
        };
    }

    /** The second half of WRITE AND VERIFY, for one window. */
    Outcome verifyWritten(DeviceCommand command) {
        return TransferFields.byteCheck(command.cdb()) == COMPARE
                ? compare(command, command.windowLba(), command.windowBlocks())
                : readable(command, command.windowLba(), command.windowBlocks());
    }

    private Outcome readable(DeviceCommand command, long first, long count) {
        ProtectionChecks checks = checks(command);
        long most = Math.max(1, PIECE / medium.blockLength());
        long end = first + count;
        for (long lba = first; lba < end && !command.aborted(); lba += most) {
            ByteBuf piece = room(Math.min(most, end - lba));
            try {
                ProtectionInformation found = store.readBoth(medium.bytes(lba), piece, piece.capacity());
                Outcome failed = checks.ofMedium(piece, found, medium.blockLength(), lba);
                if (failed != null) {
                    return failed;
                }
            } catch (IOException e) {
                return medium.errors().readFailed(lba, e);
            } finally {
                piece.release();
            }
        }
        return Outcome.GOOD;
    }

    private ProtectedComparison comparison(ProtectionChecks checks) {
        return new ProtectedComparison(checks, medium.blockLength(), medium.applicationTagsOwned());
    }

    /** With as many blocks of data. */
    private Outcome compare(DeviceCommand command, long lba, int count) {
        ProtectionChecks checks = checks(command);
        ByteBuf expected = room(count);
        ByteBuf blocks = room(count);
        try {
            ProtectionInformation given = taken(command, checks, expected);
            ProtectionInformation found = store.readBoth(medium.bytes(lba), blocks, blocks.capacity());
            Outcome failed = checks.transferred()
                    ? checks.ofDataOut(expected, given, medium.blockLength(), lba)
                    : checks.ofMedium(blocks, found, medium.blockLength(), lba);
            Outcome different = failed != null
                    ? failed
                    : comparison(checks).difference(expected, given, blocks, found, command.offset());
            return different == null ? Outcome.GOOD : different;
        } catch (IOException e) {
            return medium.errors().readFailed(lba, e);
        } finally {
            expected.release();
            blocks.release();
        }
    }

    /** With one block of data for all, whose reference tag counts on as that of WRITE SAME does. */
    private Outcome compareOne(DeviceCommand command) {
        ProtectionChecks checks = checks(command);
        ByteBuf one = room(1);
        try {
            ProtectionInformation given = taken(command, checks, one);
            Outcome failed =
                    checks.transferred() ? checks.ofDataOut(one, given, medium.blockLength(), command.lba()) : null;
            long most = Math.max(1, PIECE / medium.blockLength());
            for (long done = 0; failed == null && done < command.blocks() && !command.aborted(); done += most) {
                int now = (int) Math.min(most, command.blocks() - done);
                ProtectionInformation repeated = given.repeated(now, counts() ? (int) done : 0, counts());
                failed = compareOne(checks, one, repeated, command.lba() + done);
            }
            return failed == null ? Outcome.GOOD : failed;
        } catch (IOException e) {
            return medium.errors().readFailed(command.lba(), e);
        } finally {
            one.release();
        }
    }

    private Outcome compareOne(ProtectionChecks checks, ByteBuf one, ProtectionInformation repeated, long lba)
            throws IOException {
        ByteBuf blocks = room(repeated.blocks());
        try {
            ProtectionInformation found = store.readBoth(medium.bytes(lba), blocks, blocks.capacity());
            Outcome failed = checks.transferred() ? null : checks.ofMedium(blocks, found, medium.blockLength(), lba);
            return failed != null ? failed : comparison(checks).differenceFromOne(one, repeated, blocks, found);
        } finally {
            blocks.release();
        }
    }

    /** Reads for a command that also writes: a failure here is one of the read. */
    private ProtectionInformation found(long lba, ByteBuf blocks) throws ProtectionException {
        try {
            return store.readBoth(medium.bytes(lba), blocks, blocks.capacity());
        } catch (IOException e) {
            throw new ProtectionException(medium.errors().readFailed(lba, e));
        }
    }

    /** COMPARE AND WRITE of blocks that came with protection information; the caller keeps others from the range. */
    Outcome compareAndWrite(DeviceCommand command) throws IOException {
        int count = (int) command.blocks();
        int half = (int) medium.bytes(count);
        ProtectionChecks checks = checks(command);
        ByteBuf both = room(2L * count);
        ByteBuf blocks = room(count);
        try {
            ProtectionInformation given = ProtectionInformation.separate(command.data(), medium.blockLength(), both);
            ProtectionInformation next = given.part(count, count);
            ByteBuf data = both.slice(half, half);
            Outcome failed =
                    checks.ofDataOut(both.slice(0, half), given.part(0, count), medium.blockLength(), command.lba());
            failed = failed != null ? failed : checks.ofDataOut(data, next, medium.blockLength(), command.lba());
            if (failed != null) {
                return failed;
            }
            ProtectionInformation found = found(command.lba(), blocks);
            Outcome different = comparison(checks).difference(both, given, blocks, found, 0);
            if (different != null || command.aborted()) {
                return different != null ? different : Outcome.TASK_ABORTED;
            }
            store.writeBoth(medium.bytes(command.lba()), data, next);
            return Outcome.GOOD;
        } finally {
            both.release();
            blocks.release();
        }
    }

    /** ORWRITE of blocks that came with protection information: the guard is made anew, the tags are those that came. */
    Outcome orWrite(DeviceCommand command) throws IOException {
        long lba = command.windowLba();
        ProtectionChecks checks = checks(command);
        ByteBuf sent = room(command.windowBlocks());
        ByteBuf blocks = room(command.windowBlocks());
        try {
            ProtectionInformation given = taken(command, checks, sent);
            Outcome failed = checks.ofDataOut(sent, given, medium.blockLength(), lba);
            if (failed != null) {
                return failed;
            }
            ProtectionInformation found = found(lba, blocks);
            failed = checks.ofMedium(blocks, found, medium.blockLength(), lba);
            if (failed != null) {
                return failed;
            }
            OrWrite.unite(blocks, sent);
            given.guardAnew(blocks, medium.blockLength());
            store.writeBoth(medium.bytes(lba), blocks, given);
            return Outcome.GOOD;
        } finally {
            sent.release();
            blocks.release();
        }
    }

    /** WRITE SAME: one block of data, or zeroes, for many; its reference tag counts on, except for type 3. */
    Outcome writeSame(DeviceCommand command, long count) {
        ProtectionChecks checks = checks(command);
        ByteBuf one = room(1);
        try {
            ProtectionInformation given = oneBlock(command, checks, one);
            Outcome failed = checks.transferred() && command.data() != null
                    ? checks.ofDataOut(one, given, medium.blockLength(), command.lba())
                    : null;
            return failed != null ? failed : repeat(command, one, given, count);
        } catch (IOException e) {
            return medium.errors().writeFailed(command.lba(), e);
        } finally {
            one.release();
        }
    }

    private ProtectionInformation oneBlock(DeviceCommand command, ProtectionChecks checks, ByteBuf one) {
        if (command.data() != null) {
            return taken(command, checks, one);
        }
        one.writeZero(medium.blockLength());
        return ProtectionInformation.generate(
                store.type(), one, medium.blockLength(), checks.referenceTag(command.lba()));
    }

    private Outcome repeat(DeviceCommand command, ByteBuf one, ProtectionInformation given, long count)
            throws IOException {
        int most = (int) Math.min(Math.max(1, PIECE / medium.blockLength()), count);
        ByteBuf piece = room(most);
        try {
            for (int i = 0; i < most; i++) {
                piece.writeBytes(one, 0, medium.blockLength());
            }
            for (long done = 0; done < count && !command.aborted(); done += most) {
                int now = (int) Math.min(most, count - done);
                ByteBuf data = piece.slice(0, (int) medium.bytes(now));
                ProtectionInformation same = given.repeated(now, counts() ? (int) done : 0, counts());
                medium.change(command.lba() + done, now, (offset, length) -> store.writeBoth(offset, data, same));
            }
            return Outcome.GOOD;
        } finally {
            piece.release();
        }
    }

    private boolean counts() {
        return store.type() != ProtectionType.TYPE_3;
    }
}
