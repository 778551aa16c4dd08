/**
 * What an operator's tool calls to see, deploy and roll back bundles.
 *
 * <p><b>Threading.</b> Services are thread-safe; snapshots are immutable. <b>Ownership.</b> Snapshots are the caller's.
 */
@Version("1.0.0")
package org.scst.runtime.deployment;

import org.osgi.annotation.versioning.Version;
