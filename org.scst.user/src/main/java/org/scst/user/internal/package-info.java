/** The bundle's components: the socket where processes register, and the device handler that core finds. */
package org.scst.user.internal;
