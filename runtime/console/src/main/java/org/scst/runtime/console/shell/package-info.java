/** The shell in an operator's terminal: a program of its own, beside the platform. */
package org.scst.runtime.console.shell;
