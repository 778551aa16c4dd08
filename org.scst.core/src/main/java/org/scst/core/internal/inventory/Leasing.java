package org.scst.core.internal.inventory;

import java.util.concurrent.atomic.LongAdder;
import org.scst.core.internal.lease.Leases;

/**
 * What opened devices share.
 *
 * <p><i>Threading:</i> immutable; its parts are thread-safe.
 *
 * @param leases of backing objects
 * @param staleTokens counts answers that came too late or twice
 * @param states what outlives a crash
 */
record Leasing(Leases leases, LongAdder staleTokens, DurableStates states) {}
