/** One writer for each backing object of this process. */
package org.scst.core.internal.lease;
