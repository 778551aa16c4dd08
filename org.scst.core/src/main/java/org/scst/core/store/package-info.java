/**
 * The contract of a backing store: bytes behind a virtual disk, without any knowledge of SCSI; a bundle adds a kind of storage
 * by registering a {@link org.scst.core.store.StoreFactory} service.
 *
 * <p><b>Threading.</b> A store is used by many threads at a time; what may block runs on the device's own context only.
 * <b>Ownership.</b> The virtual disk owns the store it opened and closes it; buffers are borrowed for the length of a call.
 */
@Version("1.3.0")
package org.scst.core.store;

import org.osgi.annotation.versioning.Version;
