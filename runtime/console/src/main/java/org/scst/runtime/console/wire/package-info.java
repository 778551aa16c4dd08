/** What client and platform say to each other over the console socket; nothing but the JDK is needed. */
package org.scst.runtime.console.wire;
