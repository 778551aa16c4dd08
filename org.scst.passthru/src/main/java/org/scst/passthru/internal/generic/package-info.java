/** SCSI commands to devices of this machine: Linux's SCSI generic driver, and its block layer's. */
package org.scst.passthru.internal.generic;
