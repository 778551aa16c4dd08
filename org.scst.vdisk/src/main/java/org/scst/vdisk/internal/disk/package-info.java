/** The device server of a virtual disk: the commands, VPD pages and mode pages of SBC, over a backing store. */
package org.scst.vdisk.internal.disk;
