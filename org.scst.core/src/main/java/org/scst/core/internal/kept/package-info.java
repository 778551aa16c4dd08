/** Texts of the state folder that must survive: versioned, checksummed, replaced as a whole. */
package org.scst.core.internal.kept;
