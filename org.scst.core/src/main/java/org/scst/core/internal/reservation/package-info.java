/** Persistent reservations of a logical unit: state, service actions, and their place on disk. Knows no nexus and no thread. */
package org.scst.core.internal.reservation;
