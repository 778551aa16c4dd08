package org.scst.runtime.deployment.internal.folder;

import java.util.Locale;

/** Which of the two folders a jar lies in. */
public enum Origin {
    /** The home's {@code load/}: what an operator put there outlives the process and a new distribution. */
    DEPLOYED,
    /** The distribution's {@code load/}. */
    SHIPPED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
