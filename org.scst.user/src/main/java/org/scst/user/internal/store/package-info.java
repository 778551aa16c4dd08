/** Block mode: a process as the backing store of a virtual disk. */
package org.scst.user.internal.store;
