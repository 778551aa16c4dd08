/** What the file of a device says. */
package org.scst.passthru.internal.configuration;
