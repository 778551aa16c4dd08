/** What SCSI devices this machine has, as sysfs says. */
package org.scst.passthru.internal.discovery;
