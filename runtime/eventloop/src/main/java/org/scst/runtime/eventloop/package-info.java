/** The event loops that all network drivers share. */
package org.scst.runtime.eventloop;
