/** Counters and latencies. */
package org.scst.core.internal.statistics;
