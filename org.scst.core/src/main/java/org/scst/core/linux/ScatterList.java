package org.scst.core.linux;

/**
 * Pieces of native memory in the order in which they make up one piece of data, for {@link LinuxFile#preadv2(ScatterList, long, int)}.
 *
 * <p><i>Threading:</i> confined to one thread at a time. <i>Ownership:</i> of no memory: whoever adds pieces says how long there is memory
 * behind them.
 */
public final class ScatterList {
    final long[] addresses = new long[LinuxFile.MAX_SCATTER];
    final int[] lengths = new int[LinuxFile.MAX_SCATTER];
    private int pieces;
    private int length;

    /** Without any piece, as it was made. */
    public void clear() {
        pieces = 0;
        length = 0;
    }

    /**
     * Adds a piece; one that follows the last in memory makes that longer.
     *
     * @param bytes of it, above 0
     * @return {@code false} when there are {@link LinuxFile#MAX_SCATTER} of them, or as many bytes as a number can say: then it was not
     *     added
     */
    public boolean add(long address, int bytes) {
        if (bytes > Integer.MAX_VALUE - length) {
            return false;
        }
        int last = pieces - 1;
        if (last >= 0 && addresses[last] + lengths[last] == address) {
            lengths[last] += bytes;
        } else if (pieces < addresses.length) {
            addresses[pieces] = address;
            lengths[pieces] = bytes;
            pieces++;
        } else {
            return false;
        }
        length += bytes;
        return true;
    }

    /** How many pieces there are. */
    public int pieces() {
        return pieces;
    }

    /** Where a piece is, by its number from 0 on. */
    public long address(int piece) {
        return addresses[piece];
    }

    /** Bytes of a piece. */
    public int length(int piece) {
        return lengths[piece];
    }

    /** Bytes in all. */
    public int length() {
        return length;
    }
}
