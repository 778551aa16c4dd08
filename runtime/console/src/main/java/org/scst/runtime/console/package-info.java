/** The operator's commands, in Gogo and over a Unix socket. */
package org.scst.runtime.console;
