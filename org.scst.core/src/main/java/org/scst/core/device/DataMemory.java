package org.scst.core.device;

import io.netty.buffer.ByteBuf;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory of one device, and of no other, in which the data of its commands lies: it can be given to another process.
 *
 * <p><b>Purpose.</b> Data reaches a handler in another process without being copied.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> Never blocks.
 *
 * <p><b>Ownership.</b> Who asked for it closes it; it goes when the last of its buffers is back, so that a command that waits keeps
 * its data.
 *
 * <p><b>Required or optional.</b> Optional; commands that came before it was asked for have their data elsewhere.
 */
@ProviderType
public interface DataMemory {

    /** File descriptor of the memory file; core's. */
    int descriptor();

    /** Bytes of the memory file; memory is taken from the system where it is touched. */
    long size();

    /**
     * Where bytes of a buffer lie.
     *
     * @param index of the first byte in the buffer
     * @param length of the bytes
     * @return offset in the memory file, or -1 when they lie elsewhere, or not in a row
     */
    long offset(ByteBuf buffer, int index, int length);

    /**
     * Grants an empty buffer of it, for data that lies elsewhere.
     *
     * @param length bytes, 1 to 4 MiB
     * @return given: the caller releases it; {@code null} when there is no room now, or it is closed
     */
    ByteBuf grant(int length);

    /**
     * Nothing of it is granted from now on, not even what comes back: data of commands to come lies elsewhere. To be called when the
     * other process cannot be trusted to have let go, <i>before</i> the commands that it was given are answered. May be called more
     * than once.
     */
    void close();
}
