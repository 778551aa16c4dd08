/**
 * The protocol data units of iSCSI as they stand on the wire (RFC 7143 clause 11) and the digests over them.
 *
 * <p>Headers are flyweights: they show 48 bytes of somebody else's buffer and own nothing. What they mean is decided elsewhere.
 */
package org.scst.iscsi.internal.pdu;
