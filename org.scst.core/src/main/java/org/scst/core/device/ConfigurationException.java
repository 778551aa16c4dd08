package org.scst.core.device;

import java.io.IOException;

/** A property of a device's file that cannot hold; says which, why, and what to do. */
public final class ConfigurationException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String key;
    private final String cure;

    /**
     * @param key the property's name
     * @param cause what is wrong, one sentence
     * @param cure what to do, one sentence
     */
    public ConfigurationException(String key, String cause, String cure) {
        super(cause);
        this.key = key;
        this.cure = cure;
    }

    /** The property's name. */
    public String key() {
        return key;
    }

    /** What to do. */
    public String cure() {
        return cure;
    }
}
