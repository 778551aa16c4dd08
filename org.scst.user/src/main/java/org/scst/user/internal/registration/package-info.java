/** Processes that have registered devices, each by a connection of its own. */
package org.scst.user.internal.registration;
