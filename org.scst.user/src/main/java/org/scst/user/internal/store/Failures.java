package org.scst.user.internal.store;

import java.io.IOException;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreAwayException;
import org.scst.core.store.StoreFullException;
import org.scst.user.internal.queue.Answer;
import org.scst.user.wire.Operation;

/**
 * What a process's answers mean for the disk.
 *
 * <p><i>Threading:</i> no state.
 */
final class Failures {
    private Failures() {}

    /**
     * What a result means.
     *
     * @param offset of the request
     * @param range bytes it was about: what is said to be wrong elsewhere counts as its beginning
     * @return {@code null} when it was done
     */
    static IOException of(int result, long offset, long range, long errorOffset) {
        long place = errorOffset >= offset && errorOffset - offset < range ? errorOffset : offset;
        return switch (result) {
            case Operation.OK -> null;
            case Answer.GONE -> new StoreAwayException("the process that serves it has gone");
            case Operation.FULL -> new StoreFullException("its process has no room", null);
            case Operation.WRITES_LOST -> new FlushFailedException("its process could not make writes durable", null);
            case Operation.MEDIUM_ERROR -> new MediumException(place, "its process cannot read or write there", null);
            default -> new MediumException(place, "its process answered " + result, null);
        };
    }
}
