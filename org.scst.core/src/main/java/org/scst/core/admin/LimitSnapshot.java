package org.scst.core.admin;

import org.osgi.annotation.versioning.ProviderType;

/** A limit by which a driver bounds what initiators and strangers may take, at one moment. */
@ProviderType
public interface LimitSnapshot {
    /** In the place of a number that there is not. */
    long UNKNOWN = -1;

    /** Name of the driver. */
    String driver();

    /** The property that sets it. */
    String property();

    /** {@code bytes}, {@code connections}, {@code sessions}, {@code seconds} or {@code per second}. */
    String unit();

    /** How much is in use now; {@link #UNKNOWN} where nothing is held, or nobody counts it. */
    long inUse();

    /** How much may be; {@link #UNKNOWN} where each target has its own. */
    long most();

    /** How often a connection was turned away or ended by it, since the driver was started. */
    long exceeded();
}
