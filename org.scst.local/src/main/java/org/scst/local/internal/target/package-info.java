/** Targets and their nexuses, the OSGi component. */
package org.scst.local.internal.target;
