package org.scst.vdisk.internal.encryption;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;

/**
 * Whether there is anything on a medium that would be lost with a key, or be taken for what it is not. Where nothing has storage there
 * is nothing; what has is looked at where it begins, at its end, and in a few hundred places between, as every file system or partition
 * table would be found there.
 *
 * <p><i>Threading:</i> stateless; on the device's context.
 */
final class EmptyMedium {
    private static final int PIECE = 64 << 10;
    private static final int PLACES = 256;

    private EmptyMedium() {}

    /** Whether nothing but zeroes is found. */
    static boolean is(BackingStore store) throws IOException {
        long end = store.capacity();
        long step = Math.max(PIECE, end / PLACES / PIECE * PIECE);
        ByteBuf piece = Unpooled.directBuffer(PIECE, PIECE);
        try {
            for (long at = 0; at < end; ) {
                Extent extent = store.extent(at, end - at);
                if (extent.mapped() && !zero(store, at, extent.end(), piece)) {
                    return false;
                }
                at = extent.mapped() ? Math.min(extent.end(), at + step) : extent.end();
            }
            return zero(store, Math.max(0, end - PIECE), end, piece);
        } finally {
            piece.release();
        }
    }

    private static boolean zero(BackingStore store, long from, long end, ByteBuf piece) throws IOException {
        int length = (int) Math.min(PIECE, end - from);
        store.read(from, piece.clear(), length);
        return piece.forEachByte(value -> value == 0) < 0;
    }
}
