/** The last events. */
package org.scst.runtime.health.journal;
