/** Device handlers for real SCSI devices: one nexus with the device, any number of initiators before it. */
package org.scst.passthru.internal;
