package org.scst.runtime.configuration.folder;

import java.io.IOException;

/** A file is no longer what it was when a change of it was prepared. */
public final class ChangedMeanwhileException extends IOException {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhileException(String file) {
        super(file + " was changed by somebody else at the same time");
    }
}
