package org.scst.local.internal.handover;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.scst.core.linux.Descriptor;

/**
 * A connection between two revisions of the driver: nobody reads from it, and its peer notices nothing but that.
 *
 * <p><i>Threading:</i> immutable. <i>Ownership:</i> whoever has it owns the descriptors and the buffer.
 *
 * @param socket connected
 * @param others descriptors that belong to it, by what they are for
 * @param state what must be known to go on with it; of the kind's own version and form
 */
public record LeftConnection(Descriptor socket, Map<String, Descriptor> others, ByteBuf state) {
    /** Copies the map. */
    public LeftConnection {
        others = Map.copyOf(others);
    }

    /** Nobody goes on with it. */
    public void abandon() {
        socket.close();
        others.values().forEach(Descriptor::close);
        state.release();
    }
}
