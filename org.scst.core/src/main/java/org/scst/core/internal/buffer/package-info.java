/** Memory for the data of commands: a pool of page-aligned buffers and the budgets that bound it. */
package org.scst.core.internal.buffer;
