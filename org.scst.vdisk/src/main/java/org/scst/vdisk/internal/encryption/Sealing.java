package org.scst.vdisk.internal.encryption;

import io.netty.buffer.ByteBuf;

/**
 * Encrypts what is kept of a medium's blocks elsewhere than on it, with the medium's key: so that nothing of them lies in the clear
 * anywhere, and all of it goes with the key.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public interface Sealing {
    /** Of a medium that is not encrypted. */
    Sealing NONE = new Sealing() {
        @Override
        public ByteBuf sealed(long offset, ByteBuf blocks) {
            return blocks;
        }

        @Override
        public void open(long offset, byte[] blocks) {}

        @Override
        public void sealBeside(long lba, int length, ByteBuf bytes) {}

        @Override
        public void openBeside(long lba, int length, ByteBuf bytes) {}
    };

    /**
     * Logical blocks as they are on the medium itself.
     *
     * @param offset of the first in bytes
     * @param blocks left alone
     * @return on the heap, or the same buffer where nothing is encrypted
     */
    ByteBuf sealed(long offset, ByteBuf blocks);

    /** Makes what {@link #sealed} has given readable, in place. */
    void open(long offset, byte[] blocks);

    /**
     * Encrypts what is kept beside logical blocks, in place. Each 16 bytes are changed by themselves.
     *
     * @param lba of the first
     * @param length bytes for each, a power of two from 32 on
     * @param bytes its readable ones
     */
    void sealBeside(long lba, int length, ByteBuf bytes);

    /** Makes it readable again, in place; where all bytes of a block are zero there is nothing. */
    void openBeside(long lba, int length, ByteBuf bytes);
}
