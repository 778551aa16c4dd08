/** A jar, checked as a whole before anybody relies on it. */
package org.scst.runtime.deployment.internal.archive;
