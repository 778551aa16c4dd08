package org.scst.runtime.deployment.internal.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.internal.archive.Archive;

/**
 * Jars that were tried and are not tried again: those that did not serve, for good; those that did not resolve, until another
 * bundle has changed.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
final class Rejections {
    private static final long FOR_GOOD = -1;

    private final Map<String, Rejection> byContent = new HashMap<>();
    private long changes;

    private record Rejection(DeploymentRefusedException reason, long at) {}

    /** Some bundle has changed: what did not resolve may do so now. */
    void bundlesChanged() {
        changes++;
    }

    void rejectForNow(Archive archive, DeploymentRefusedException reason) {
        byContent.put(archive.content(), new Rejection(reason, changes));
    }

    void rejectForGood(Archive archive, DeploymentRefusedException reason) {
        byContent.put(archive.content(), new Rejection(reason, FOR_GOOD));
    }

    void forget(Archive archive) {
        byContent.remove(archive.content());
    }

    /** Why it is not worth a try now; empty when it is. */
    Optional<DeploymentRefusedException> of(Archive archive) {
        return Optional.ofNullable(byContent.get(archive.content()))
                .filter(rejection -> rejection.at == FOR_GOOD || rejection.at == changes)
                .map(Rejection::reason);
    }
}
