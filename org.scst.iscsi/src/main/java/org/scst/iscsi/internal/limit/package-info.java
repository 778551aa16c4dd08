/** The limits of strangers and bad peers, and how often each was exceeded. */
package org.scst.iscsi.internal.limit;
