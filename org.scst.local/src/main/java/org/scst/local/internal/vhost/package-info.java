/** Logical units as disks of virtual machines. */
package org.scst.local.internal.vhost;
