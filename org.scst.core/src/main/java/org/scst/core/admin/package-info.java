/**
 * What an operator's tool calls: read-only snapshots, changes, statistics, and the way configuration takes into core.
 *
 * <p><b>Threading.</b> Services are thread-safe; snapshots are immutable. <b>Ownership.</b> Snapshots are the caller's.
 */
@Version("1.6.0")
package org.scst.core.admin;

import org.osgi.annotation.versioning.Version;
