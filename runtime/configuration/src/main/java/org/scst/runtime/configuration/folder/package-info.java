/** The folder {@code etc/}: what stands in it, noticed when it changes, and written without losing anything. */
package org.scst.runtime.configuration.folder;
