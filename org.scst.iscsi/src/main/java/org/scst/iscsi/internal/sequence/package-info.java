/** Sequence numbers and the command window (RFC 7143 4.2.2). */
package org.scst.iscsi.internal.sequence;
