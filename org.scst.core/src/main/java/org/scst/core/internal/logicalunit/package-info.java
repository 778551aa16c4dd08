/** A logical unit as the way of a command sees it. */
package org.scst.core.internal.logicalunit;
