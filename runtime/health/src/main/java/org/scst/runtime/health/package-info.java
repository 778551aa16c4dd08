/** The last events and the health checks, as services for operators' tools. */
package org.scst.runtime.health;
