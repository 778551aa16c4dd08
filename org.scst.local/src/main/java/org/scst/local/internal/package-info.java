/** The local target driver. */
package org.scst.local.internal;
