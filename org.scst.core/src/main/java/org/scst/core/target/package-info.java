/**
 * What a target driver implements and calls: SAM's transport protocol services between one transport and the mid-layer.
 *
 * <p><b>Threading.</b> Everything that concerns one nexus happens on the {@link java.util.concurrent.Executor} which the driver
 * gave with it: the driver calls {@link Nexus} only there, and core calls {@link NexusTransport} only there. Everything else
 * says its own rule. <b>Ownership.</b> Parameters are <i>borrowed</i> (valid until return) unless their description says
 * <i>takes</i> (the callee releases) or <i>gives</i> (the caller releases).
 */
@Version("1.6.0")
package org.scst.core.target;

import org.osgi.annotation.versioning.Version;
