/** The folders in which jars come and go. */
package org.scst.runtime.deployment.internal.folder;
