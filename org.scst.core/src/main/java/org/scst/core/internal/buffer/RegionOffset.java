package org.scst.core.internal.buffer;

/**
 * Where memory of the pool lies.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param region number of the region, from 0
 * @param offset bytes from the region's beginning
 */
public record RegionOffset(int region, long offset) {}
