/** Descriptors that the event loops wait for. */
package org.scst.local.internal.loop;
