package org.scst.runtime.deployment;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** One installed bundle at one moment. */
@ProviderType
public interface BundleSnapshot {

    /** Its id in the framework. */
    long id();

    /** Symbolic name. */
    String name();

    /** Version as its manifest says. */
    String version();

    /** {@code active}, {@code resolved}, {@code installed}, {@code starting}, {@code stopping}, {@code fragment}. */
    String state();

    /** When it came into this state, as far as that was seen; else when it was installed. */
    Instant since();

    /**
     * Where its jar is from: {@code deployed} (the home's {@code load/}), {@code shipped} (the distribution's {@code load/}), or
     * {@code platform}, which changes with a restart of the process only.
     */
    String origin();

    /** The first twelve hexadecimal digits of its jar's SHA-256; empty for the platform. */
    String content();

    /** Symbolic names of what an update would restart beside it, sorted. */
    List<String> restarts();

    /** Version of the jar that a rollback would restore; empty without. */
    String previous();

    /** Class names of the services it offers, sorted. */
    List<String> services();
}
