/** The platform's side of the rings that it shares with a process, which is trusted with nothing but its own device's data. */
package org.scst.user.internal.queue;
