/** Protection information (SBC-3 4.22): its fields and checks, and where it is kept beside the data. */
package org.scst.vdisk.internal.protection;
