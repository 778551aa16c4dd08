/**
 * What a device handler implements and calls: device servers behind logical units, without any knowledge of a transport.
 *
 * <p><b>Threading.</b> Commands are processed on their nexus's executor, where nothing may block; what would block is handed
 * to the device's own bounded context. Opening, flushing and closing run on that context too. <b>Ownership.</b> Core owns
 * commands and buffers; a handler may touch a command's buffer until it has answered, and never after.
 */
@Version("1.11.0")
package org.scst.core.device;

import org.osgi.annotation.versioning.Version;
