/**
 * A client for target drivers in processes of their own ({@code PROTOCOL.md}): initiators of a local target, with data in shared
 * memory. It needs the JDK and nothing else of this platform; a program takes it from this bundle's jar, and is started with
 * {@code --enable-native-access=ALL-UNNAMED}.
 *
 * <p>Start reading at {@link org.scst.local.client.OutsideNexus}.
 */
package org.scst.local.client;
