/** Benchmarks of LUN lookup, in the package of what they measure. */
package org.scst.core.internal.lunmap;
