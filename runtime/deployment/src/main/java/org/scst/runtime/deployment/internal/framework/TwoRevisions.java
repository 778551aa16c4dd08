package org.scst.runtime.deployment.internal.framework;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * Has the framework bear two product bundles of one name and version, as there are for a moment when one takes the place of the
 * other. Everybody else's are refused as ever.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class TwoRevisions implements CollisionHook {
    private final BundleContext own;

    /** @param own of the bundle that installs the product */
    public TwoRevisions(BundleContext own) {
        this.own = own;
    }

    @Override
    public void filterCollisions(int operation, Bundle target, Collection<Bundle> collisionCandidates) {
        boolean ours = operation == INSTALLING ? target.equals(own.getBundle()) : Revisions.isProduct(target);
        if (ours) {
            collisionCandidates.removeIf(Revisions::isProduct);
        }
    }
}
