/** The console socket: commands from other processes of the same user. */
package org.scst.runtime.console.socket;
