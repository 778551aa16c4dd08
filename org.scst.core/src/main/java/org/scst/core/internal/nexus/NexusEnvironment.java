package org.scst.core.internal.nexus;

import java.util.function.LongSupplier;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.reservation.TargetPorts;

/**
 * What every nexus shares.
 *
 * <p><i>Threading:</i> immutable; its parts are thread-safe.
 *
 * @param pool where buffers come from
 * @param unsolicited for data that comes before it is asked for, of all nexuses; part of what all commands share
 * @param limits in force
 * @param nullLogicalUnit answers for LUNs that map nothing
 * @param targetPorts of the SCSI target device
 * @param nanoClock monotonic nanoseconds
 * @param counters of the platform
 */
public record NexusEnvironment(
        BufferPool pool,
        Budget unsolicited,
        NexusLimits limits,
        LogicalUnit nullLogicalUnit,
        TargetPorts targetPorts,
        LongSupplier nanoClock,
        PlatformCounters counters) {}
