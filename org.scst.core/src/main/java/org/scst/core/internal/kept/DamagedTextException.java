package org.scst.core.internal.kept;

import java.io.IOException;
import java.nio.file.Path;

/** A kept text is not what was written: its content must not be guessed at. */
public final class DamagedTextException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedTextException(Path path) {
        super(path + " is damaged or of another version");
    }
}
