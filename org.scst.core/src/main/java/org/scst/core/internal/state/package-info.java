/** How files of the state folder are written: whole or not at all, and so that damage is found. */
package org.scst.core.internal.state;
