/** From what the files say to one generation: what counts, what changes in Config Admin, what core reports. */
package org.scst.runtime.configuration.generation;
