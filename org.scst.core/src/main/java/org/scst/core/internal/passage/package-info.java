/** What drivers leave goes to the next process of a planned restart: descriptors by inheritance, the rest in memory. */
package org.scst.core.internal.passage;
