/** Benchmarks of headers and digests, in the package of what they measure. */
package org.scst.iscsi.internal.pdu;
