/** What would be forgotten at a stop: volatile SCSI state, kept on disk from an orderly stop to the next start. */
package org.scst.core.internal.spool;
