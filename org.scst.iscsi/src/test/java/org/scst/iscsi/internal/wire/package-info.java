/** The initiator's side of the wire, for tests: PDUs composed byte by byte and read back, independent of the code under test. */
package org.scst.iscsi.internal.wire;
