/** From what lies in the folders to what runs. */
package org.scst.runtime.deployment.internal.load;
