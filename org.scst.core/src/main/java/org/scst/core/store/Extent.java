package org.scst.core.store;

/**
 * A range of a store that is mapped throughout or deallocated throughout.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param offset first byte
 * @param length bytes, above 0
 * @param mapped whether storage stands behind it; where none does, it reads as zeroes
 */
public record Extent(long offset, long length, boolean mapped) {

    /** First byte behind the extent. */
    public long end() {
        return offset + length;
    }
}
