/** Third-party copies (SPC-4): the copy manager of a logical unit, which copies between those that the issuing nexus is mapped. */
package org.scst.core.internal.copy;
