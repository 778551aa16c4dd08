/**
 * The initiator's side of local targets: nexuses whose initiators are on this machine, for whoever wants to send SCSI commands.
 *
 * <p><b>Threading.</b> All is thread-safe; stages complete on the nexus's event loop, where nothing may block. <b>Ownership.</b> Buffers
 * are borrowed from the call until the command's stage completes, and never released here.
 */
@Version("1.0.0")
package org.scst.local;

import org.osgi.annotation.versioning.Version;
