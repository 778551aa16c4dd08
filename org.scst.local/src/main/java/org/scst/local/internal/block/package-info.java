/** A logical unit as a sequence of bytes, for those who know no SCSI. */
package org.scst.local.internal.block;
