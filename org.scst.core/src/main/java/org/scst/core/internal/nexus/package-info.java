/** I_T nexuses and the way of a command through them: state machine, task sets, task management. */
package org.scst.core.internal.nexus;
