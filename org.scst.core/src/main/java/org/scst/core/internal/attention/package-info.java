/** Unit attention conditions. */
package org.scst.core.internal.attention;
