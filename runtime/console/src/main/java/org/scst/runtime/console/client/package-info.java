/** The client of the console socket: a program of its own, started from this bundle's jar with nothing but the JDK. */
package org.scst.runtime.console.client;
