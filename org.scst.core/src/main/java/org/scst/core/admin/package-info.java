/** What an operator's tool calls: read-only snapshots, changes, events and statistics. */
@Version("0.1.0")
package org.scst.core.admin;

import org.osgi.annotation.versioning.Version;
