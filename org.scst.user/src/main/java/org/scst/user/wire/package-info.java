/** The protocol between the platform and a handler's process, as {@code PROTOCOL.md} describes it; both sides use this package. */
package org.scst.user.wire;
