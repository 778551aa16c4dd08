/**
 * One TCP connection: bytes into PDUs, PDUs into bytes, timers, and the connection's state (RFC 7143 8.1).
 *
 * <p>{@link org.scst.iscsi.internal.connection.Connection} is where to start reading; what PDUs mean is the business of its
 * {@link org.scst.iscsi.internal.connection.Phase}: login, discovery, full feature phase.
 */
package org.scst.iscsi.internal.connection;
