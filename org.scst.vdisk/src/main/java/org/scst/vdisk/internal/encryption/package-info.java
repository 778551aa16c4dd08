/**
 * What a disk's blocks are encrypted with where they lie: the mode of operation, the key and its file, the store that applies it.
 *
 * <p><b>Threading.</b> As each class says. <b>Ownership.</b> A disk owns its store and its key.
 */
package org.scst.vdisk.internal.encryption;
