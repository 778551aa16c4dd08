/** Nexuses whose initiators are in this process, or speak through it. */
package org.scst.local.internal.nexus;
