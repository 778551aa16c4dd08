/** The bundle's component: the device handler that core finds. */
package org.scst.vdisk.internal;
