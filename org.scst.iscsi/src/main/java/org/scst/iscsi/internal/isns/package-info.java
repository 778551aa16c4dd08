/** Tells an Internet Storage Name Service of targets and portals, and asks it who may log in (RFC 4171). */
package org.scst.iscsi.internal.isns;
