/** The store {@code nullio}: nothing. */
package org.scst.vdisk.internal.nothing;
