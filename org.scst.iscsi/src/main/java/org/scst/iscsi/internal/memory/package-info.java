/** How much memory connections may hold beside the mid-layer's data buffers: accounted before it is allocated. */
package org.scst.iscsi.internal.memory;
