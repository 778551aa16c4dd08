/** What is done to bundles, and what is asked of the framework. */
package org.scst.runtime.deployment.internal.framework;
