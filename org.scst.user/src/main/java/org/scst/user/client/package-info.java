/**
 * For programs that serve a device: put this bundle's jar and that of {@code org.scst.core} on the class path, implement
 * {@link org.scst.user.client.BlockStorage} and call {@link org.scst.user.client.BlockHandler#serve}.
 */
package org.scst.user.client;
