/** Network portals: where the driver listens. */
package org.scst.iscsi.internal.portal;
