/** The Felix application: home, framework, first start. */
package org.scst.runtime.app;
