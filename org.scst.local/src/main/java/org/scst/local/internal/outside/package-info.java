/** Initiators in other processes: target drivers outside the platform. */
package org.scst.local.internal.outside;
