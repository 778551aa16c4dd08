package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;

/**
 * Goes over the whole medium once, or pass by pass. An overwrite writes every block. Erasing writes zeroes over whatever has
 * storage, and gives that back when the disk is thin, so that it can be read neither through the disk nor beside it. A cryptographic
 * erase replaces the key, and gives back what a thin disk had. Formatting leaves zeroes by the shortest way.
 *
 * <p><i>Threading:</i> confined to the device's context.
 */
final class WholeMediumWork {
    private static final int PIECE = 1 << 20;
    private static final long ZEROED_AT_ONCE = 32L << 20;
    private final BlockMedium medium;
    private final BackingStore store;
    private final WholeMediumTask task;
    private final Progress progress;
    private final long end;
    private final long all;
    private long done;

    /** Hears how far it is. */
    @FunctionalInterface
    interface Progress {
        /** @return whether to go on */
        boolean made(long done, long all);
    }

    WholeMediumWork(BlockMedium medium, WholeMediumTask task, Progress progress) {
        this.medium = medium;
        this.store = medium.store(); // as it is now: formatting has taken away what was beside it
        this.task = task;
        this.progress = progress;
        this.end = medium.bytes(medium.blocks());
        this.all = Math.max(1, end * task.passes());
    }

    /** Returns early when it is not to go on. */
    void run() throws IOException {
        switch (task.kind()) {
            case OVERWRITE -> overwrite();
            case BLOCK_ERASE -> erase();
            case CRYPTOGRAPHIC_ERASE -> eraseCryptographically();
            case FORMAT -> format();
        }
    }

    private boolean goesOn(long bytes) {
        done += bytes;
        return progress.made(done, all);
    }

    private void overwrite() throws IOException {
        boolean going = true;
        for (int pass = 0; pass < task.passes() && going; pass++) {
            ByteBuf piece = filled(task.inverted() && pass % 2 == 1);
            try {
                going = write(piece, 0, end);
            } finally {
                piece.release();
            }
            if (going) {
                medium.flush();
            }
        }
    }

    /** The pattern begins anew with each block. */
    private ByteBuf filled(boolean inverted) {
        int blockLength = medium.blockLength();
        byte[] block = new byte[blockLength];
        byte[] pattern = task.pattern();
        for (int i = 0; i < blockLength && pattern.length > 0; i++) {
            block[i] = (byte) (inverted ? ~pattern[i % pattern.length] : pattern[i % pattern.length]);
        }
        ByteBuf piece = Unpooled.directBuffer(PIECE, PIECE);
        while (piece.isWritable()) {
            piece.writeBytes(block);
        }
        return piece;
    }

    private boolean write(ByteBuf piece, long from, long to) throws IOException {
        for (long at = from; at < to; at += piece.readableBytes()) {
            piece.writerIndex((int) Math.min(PIECE, to - at));
            store.write(at, piece, false);
            if (!goesOn(piece.readableBytes())) {
                return false;
            }
        }
        return true;
    }

    private void erase() throws IOException {
        ByteBuf zeroes = filled(false);
        boolean going = true;
        try {
            for (long at = 0; at < end && going; ) {
                Extent extent = store.extent(at, end - at);
                going = extent.mapped() ? write(zeroes, at, extent.end()) : goesOn(extent.length());
                at = extent.end();
            }
        } finally {
            zeroes.release();
        }
        if (going) {
            medium.flush();
            giveBack();
        }
    }

    private void eraseCryptographically() throws IOException {
        medium.renewKey();
        if (goesOn(end / 2)) {
            giveBack();
        }
    }

    private void giveBack() throws IOException {
        if (medium.settings().medium().thinProvisioned() && end > 0) {
            store.unmap(0, end);
        }
    }

    private void format() throws IOException {
        if (medium.settings().medium().thinProvisioned()) {
            giveBack();
            return;
        }
        for (long at = 0; at < end; at += ZEROED_AT_ONCE) {
            long length = Math.min(ZEROED_AT_ONCE, end - at);
            store.writeZeroes(at, length);
            if (!goesOn(length)) {
                return;
            }
        }
    }
}
