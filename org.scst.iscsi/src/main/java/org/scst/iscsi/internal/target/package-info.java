/** Targets of this driver, their sessions, and the driver as OSGi sees it. */
package org.scst.iscsi.internal.target;
