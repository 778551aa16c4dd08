/** The operator's commands, one class each, whatever way they are called. */
package org.scst.runtime.console.command;
