/** The way from the files in {@code etc/} to Config Admin. */
package org.scst.runtime.configuration;
