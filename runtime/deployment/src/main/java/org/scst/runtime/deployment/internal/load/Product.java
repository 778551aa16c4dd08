package org.scst.runtime.deployment.internal.load;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.scst.runtime.deployment.internal.folder.Claim;
import org.scst.runtime.deployment.internal.folder.Origin;

/**
 * A product bundle, the jar it runs from, and the file that jar was taken from.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
final class Product {
    /** Another one when a revision has taken its place that was installed beside it. */
    Bundle bundle;

    Archive archive;
    Path file;
    Origin origin;
    /** Since when its file is gone. */
    Optional<Instant> gone = Optional.empty();
    /** Why it does not start, or the empty string. */
    String startFailure = "";

    Product(Bundle bundle, Archive archive, Claim claim) {
        this.bundle = bundle;
        this.archive = archive;
        bind(claim.file(), claim.origin());
    }

    /** Its jar is this file's. */
    void bind(Path newFile, Origin newOrigin) {
        file = newFile;
        origin = newOrigin;
        gone = Optional.empty();
    }

    boolean runs(Archive other) {
        return archive.equals(other) || archive.content().equals(other.content());
    }
}
