/** The bundle's own beginning. */
package org.scst.runtime.deployment.internal;
