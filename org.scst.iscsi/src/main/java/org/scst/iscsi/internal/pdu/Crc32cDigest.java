package org.scst.iscsi.internal.pdu;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Header and data digest: CRC32C over a header with its additional segments, or over a padded data segment (RFC 7143 13.1). A
 * data digest may be gathered piece by piece.
 *
 * <p>On the wire the digest's least significant byte comes first: see the examples of RFC 7143 appendix A.4.
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class Crc32cDigest {
    /** Bytes of a digest. */
    public static final int LENGTH = 4;

    private final CRC32C crc = new CRC32C();

    /** Begins anew. */
    public void reset() {
        crc.reset();
    }

    /** Goes on with {@code length} bytes of {@code source} from {@code index}. */
    public void update(ByteBuf source, int index, int length) {
        if (length == 0) {
            return;
        }
        if (source.nioBufferCount() == 1) {
            crc.update(source.internalNioBuffer(index, length));
            return;
        }
        for (ByteBuffer part : source.nioBuffers(index, length)) {
            crc.update(part);
        }
    }

    /** The digest of what came since {@link #reset()}, in the order in which {@link ByteBuf#setInt} writes it. */
    public int value() {
        return Integer.reverseBytes((int) crc.getValue());
    }

    /** The digest of {@code length} bytes of {@code source} from {@code index}, as {@link #value()}. */
    public int of(ByteBuf source, int index, int length) {
        reset();
        update(source, index, length);
        return value();
    }
}
