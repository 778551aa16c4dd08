/** The device server of a real device. */
package org.scst.passthru.internal.device;
