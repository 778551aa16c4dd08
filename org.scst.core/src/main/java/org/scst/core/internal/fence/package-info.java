/** Barriers that the way of one command passes without a lock. */
package org.scst.core.internal.fence;
