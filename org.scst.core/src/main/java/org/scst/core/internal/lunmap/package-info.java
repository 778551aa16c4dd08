/** Which logical units an initiator sees, and at which LUNs. */
package org.scst.core.internal.lunmap;
