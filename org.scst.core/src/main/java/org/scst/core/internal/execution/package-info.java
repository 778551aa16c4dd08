/** Threads for what may block, a bounded number for each device. */
package org.scst.core.internal.execution;
