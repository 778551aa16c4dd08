package org.scst.user.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Somebody listens at the path, and may end. */
final class PathTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    PathTakenException(Path path) {
        super("somebody listens at " + path + " already, another platform perhaps");
    }
}
