package org.scst.core.internal.logicalunit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.DesignationDescriptor;

/**
 * The ROD tokens that were made for one logical unit. A token is compared as a whole with what is kept, and more than half of it is
 * random: who has not been given it cannot make it.
 *
 * <pre>
 *   0   ROD TYPE                               48  NUMBER OF BYTES REPRESENTED (16)
 *   6   ROD TOKEN LENGTH (01F8h)               96  device type specific: LOGICAL BLOCK LENGTH
 *   8   COPY MANAGER ROD TOKEN IDENTIFIER (8)  128 random
 *   16  CREATOR LOGICAL UNIT DESCRIPTOR (32)
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe by its monitor.
 */
public final class RodTokens {
    /** Bytes of a token. */
    public static final int LENGTH = 512;

    /** Bytes of what REPORT ALL ROD TOKENS tells of one. */
    public static final int MANAGEMENT_LENGTH = 96;

    /** ROD TYPE: point in time copy, change vulnerable. */
    public static final int CHANGE_VULNERABLE = 0x0080_0001;

    /** Most that are kept; the oldest makes room. */
    public static final int MOST = 256;

    /** What ROD TOKEN LENGTH says. */
    public static final int TOKEN_LENGTH_FIELD = LENGTH - 8;

    /** Where the descriptor of the logical unit stands that has made it. */
    public static final int CREATOR_OFFSET = 16;

    private static final int IDENTIFICATION_DESCRIPTOR = 0xE4;
    private static final int IDENTIFIER_OFFSET = 8;
    private static final int RANDOM_OFFSET = 128;

    private final Map<Long, RodToken> tokens = new LinkedHashMap<>();

    /**
     * Makes a token.
     *
     * @param creator designates the logical unit
     * @param blockLength bytes of its blocks
     * @param medium whose blocks they are
     * @param watch on them, closed by the token
     */
    public synchronized RodToken make(
            DesignationDescriptor creator,
            int blockLength,
            List<BlockRange> ranges,
            LogicalBlocks medium,
            LogicalBlocks.Watch watch,
            long timeoutNanos,
            long now) {
        byte[] bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        ByteBuffer token = ByteBuffer.wrap(bytes);
        long identifier = token.getLong(IDENTIFIER_OFFSET);
        token.put(new byte[RANDOM_OFFSET]);
        long represented = ranges.stream().mapToLong(BlockRange::blocks).sum() * blockLength;
        token.putInt(0, CHANGE_VULNERABLE)
                .putShort(6, (short) TOKEN_LENGTH_FIELD)
                .putLong(IDENTIFIER_OFFSET, identifier)
                .put(CREATOR_OFFSET, (byte) IDENTIFICATION_DESCRIPTOR)
                .putInt(CREATOR_OFFSET + 28, blockLength)
                .putLong(56, represented)
                .putInt(96, blockLength);
        creator.write(bytes, CREATOR_OFFSET + 4);
        makeRoom();
        RodToken made = new RodToken(bytes, ranges, medium, watch, timeoutNanos, now);
        tokens.put(identifier, made);
        return made;
    }

    private void makeRoom() {
        if (tokens.size() >= MOST) {
            Iterator<RodToken> oldest = tokens.values().iterator();
            oldest.next().cancel();
            oldest.remove();
        }
    }

    /** What they stand for may not be there any more. */
    public synchronized void cancelAll() {
        tokens.values().forEach(RodToken::cancel);
    }

    /**
     * The token that an initiator presents.
     *
     * @param presented {@value #LENGTH} bytes
     * @return {@code null} when there is none: {@link #unknown} says why
     */
    public synchronized RodToken find(byte[] presented) {
        RodToken token = tokens.get(identifier(presented));
        return token != null && MessageDigest.isEqual(token.bytes(), presented) ? token : null;
    }

    /** Why {@link #find} has found none. */
    public synchronized AdditionalSense unknown(byte[] presented) {
        return tokens.containsKey(identifier(presented))
                ? AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_CORRUPT
                : AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_UNKNOWN;
    }

    private static long identifier(byte[] presented) {
        return ByteBuffer.wrap(presented).getLong(IDENTIFIER_OFFSET);
    }

    /** Those that can be used, oldest first. */
    public synchronized List<RodToken> valid(LogicalBlocks current, long now) {
        List<RodToken> valid = new ArrayList<>(tokens.values());
        valid.removeIf(token -> token.invalid(current, now) != null);
        return valid;
    }
}
