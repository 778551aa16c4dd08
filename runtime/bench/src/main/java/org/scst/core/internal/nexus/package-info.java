/** Benchmarks of the way of a command, in the package of what they measure. */
package org.scst.core.internal.nexus;
