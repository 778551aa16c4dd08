/**
 * The few Linux system calls that bundles share, through the JDK's foreign-function API, with the call's name in every error.
 *
 * <p><i>Threading:</i> thread-safe unless a type says otherwise; what a call needs besides its arguments is kept per thread and
 * holds only types of the JDK, so that no thread keeps a bundle's class loader alive. <i>Ownership:</i> raw addresses are
 * borrowed until the call returns, and nobody but the caller sees to it that there is memory behind them.
 */
@Version("1.8.0")
package org.scst.core.linux;

import org.osgi.annotation.versioning.Version;
