/**
 * The full feature phase of a normal session (RFC 7143 clauses 4.2 to 4.4, 11): commands, data, task management, and what keeps
 * them in order.
 *
 * <p>{@link org.scst.iscsi.internal.session.Session} is where to start reading: it takes each PDU to the class that knows it, and
 * each call of the mid-layer likewise.
 */
package org.scst.iscsi.internal.session;
