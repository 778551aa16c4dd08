/** The commands that core answers for every logical unit (SPC), and the facts it answers from. */
package org.scst.core.internal.primary;
