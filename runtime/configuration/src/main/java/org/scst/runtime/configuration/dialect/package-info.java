/** The dialect of the files in {@code etc/}: reading them with line numbers, editing them without touching anything else. */
package org.scst.runtime.configuration.dialect;
