/** The inventory: devices, targets and drivers as the configuration wants them, and what operators see of them. */
package org.scst.core.internal.inventory;
