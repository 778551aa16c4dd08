/** Logical units as files of a file system that this process serves. */
package org.scst.local.internal.fuse;
