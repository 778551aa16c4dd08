/** What one initiator and its targets say to one another, written to a file for others to look at. */
package org.scst.iscsi.internal.trace;
