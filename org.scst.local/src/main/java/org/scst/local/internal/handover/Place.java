package org.scst.local.internal.handover;

import java.nio.file.Path;

/**
 * Where a target is served.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param property of the target's file that names the path: {@code vhost_user}, {@code driver_socket}
 * @param path of the socket
 * @param target name of the target
 */
public record Place(String property, Path path, String target) {}
