package org.scst.iscsi.internal.target;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.target.DriverLimit;
import org.scst.core.target.DriverLimit.Unit;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.limit.LimitCounters;
import org.scst.iscsi.internal.login.LoginLimits;
import org.scst.iscsi.internal.login.LoginPlaces;
import org.scst.iscsi.internal.memory.MemoryLimit;

/**
 * The limits of strangers and bad peers as operators see them.
 *
 * <p><i>Threading:</i> confined to one call; what it looks at is thread-safe.
 */
final class LimitsInUse {
    private final LimitCounters exceeded;
    private final List<DriverLimit> list = new ArrayList<>();

    LimitsInUse(LoginLimits limits, LoginPlaces places, MemoryLimit memory, LimitCounters exceeded) {
        this.exceeded = exceeded;
        add(Limit.MAX_LOGINS, Unit.CONNECTIONS, places.taken(), limits.places());
        add(Limit.MAX_LOGINS_PER_ADDRESS, Unit.CONNECTIONS, places.mostOfAddress(), limits.placesPerAddress());
        add(Limit.MAX_MEMORY, Unit.BYTES, memory.used(), memory.most());
        add(Limit.MAX_SESSION_MEMORY, Unit.BYTES, DriverLimit.UNKNOWN, limits.sessionMemory());
        add(
                Limit.LOGIN_TIMEOUT,
                Unit.SECONDS,
                DriverLimit.UNKNOWN,
                limits.timeout().toSeconds());
        add(Limit.MAX_TEXT_RATE, Unit.PER_SECOND, DriverLimit.UNKNOWN, limits.requestsPerSecond());
        // Each target has its own.
        add(Limit.MAX_SESSIONS, Unit.SESSIONS, DriverLimit.UNKNOWN, DriverLimit.UNKNOWN);
        add(Limit.RSP_TIMEOUT, Unit.SECONDS, DriverLimit.UNKNOWN, DriverLimit.UNKNOWN);
        add(Limit.NOP_IN_TIMEOUT, Unit.SECONDS, DriverLimit.UNKNOWN, DriverLimit.UNKNOWN);
        // The mid-layer's.
        add(Limit.COMMAND_MEMORY, Unit.BYTES, DriverLimit.UNKNOWN, DriverLimit.UNKNOWN);
    }

    private void add(Limit limit, Unit unit, long inUse, long most) {
        list.add(new DriverLimit(limit.property(), unit, inUse, most, exceeded.count(limit)));
    }

    List<DriverLimit> list() {
        return list;
    }
}
