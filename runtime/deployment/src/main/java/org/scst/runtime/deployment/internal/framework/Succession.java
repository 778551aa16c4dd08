package org.scst.runtime.deployment.internal.framework;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a bundle to which nobody is wired makes way for its next revision: that is installed, loaded and started beside it, and only
 * when it offers all that was used the old one stops. So what initiators wait for is the change alone; a revision that does not
 * come up costs them nothing; and one that does not serve after all makes way again for the old one, which is still installed.
 *
 * <p><i>Threading:</i> confined to the deployment's thread, which waits here until a change is through.
 */
public final class Succession {
    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private final Revisions revisions;

    /** By these steps. */
    public Succession(Revisions revisions) {
        this.revisions = revisions;
    }

    /**
     * How it ended.
     *
     * @param inForce the bundle that runs now
     * @param missing what the new one does not serve; empty when it is in force
     * @param missingAfterwards what the old one does not serve since it is back; empty when it never stopped
     */
    public record Outcome(Bundle inForce, List<String> missing, List<String> missingAfterwards) {}

    /**
     * Has a bundle of this archive take the place of another.
     *
     * @param old runs, and nobody is wired to it
     * @param before what serves now
     */
    public Outcome succeed(Bundle old, Archive archive, Serving before) {
        Bundle next;
        try {
            next = revisions.installBeside(archive);
        } catch (BundleException | IOException e) {
            LOG.warn("{} cannot be installed beside its predecessor", archive, e);
            return new Outcome(old, List.of(said(e)), List.of());
        }
        List<String> missing = come(next, archive, before);
        if (!missing.isEmpty()) {
            remove(next);
            return new Outcome(old, missing, List.of());
        }
        Optional<BundleException> hanging = stop(old, archive);
        missing = Revisions.awaitServing(before.with(next, old), Revisions.SERVING_LIMIT);
        if (!missing.isEmpty()) {
            return new Outcome(
                    old, hanging.map(e -> List.of(said(e))).orElse(missing), goBack(old, next, before, hanging));
        }
        if (hanging.isEmpty()) {
            remove(old);
        }
        return new Outcome(next, List.of(), List.of());
    }

    /** Everything that takes time and that the old one need not stop for. */
    private List<String> come(Bundle next, Archive archive, Serving before) {
        try {
            load(next);
            revisions.start(next);
        } catch (BundleException e) {
            LOG.warn("{} does not start", archive, e);
            return List.of(said(e));
        }
        long end = System.nanoTime() + Revisions.SERVING_LIMIT.toNanos();
        int failed = 0;
        List<String> missing = before.notOffered(next);
        while (!missing.isEmpty()
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            List<String> failures = before.failures(next);
            failed = failures.isEmpty() ? 0 : failed + 1;
            if (failed == Revisions.CONFIRMATIONS_OF_FAILURE) {
                return failures;
            }
            LockSupport.parkNanos(Revisions.PAUSE.toNanos());
            missing = before.notOffered(next);
        }
        return missing;
    }

    /**
     * Loads its classes and has them verified, without a class's own code. One that cannot be loaded is left to whoever needs it:
     * what it is made for may not be there.
     */
    private static void load(Bundle bundle) throws BundleException {
        bundle.getResource("/"); // resolves it
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            throw new BundleException("it does not resolve");
        }
        int options = BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE;
        for (String resource : wiring.listResources("/", "*.class", options)) {
            String name =
                    resource.substring(0, resource.length() - ".class".length()).replace('/', '.');
            try {
                // To ask for its methods links it.
                int ignored = bundle.loadClass(name).getDeclaredMethods().length;
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("{} is not loaded ahead", name, e);
            }
        }
    }

    /** One that hangs may have withdrawn what it served before: then the next one serves, and there is nothing to go back to. */
    private Optional<BundleException> stop(Bundle old, Archive archive) {
        long begun = System.nanoTime();
        try {
            revisions.stop(old);
        } catch (BundleException e) {
            LOG.warn("The predecessor of {} does not stop, and is left behind until the process ends", archive, e);
            return Optional.of(e);
        }
        LOG.debug("{} has stopped after {} ms", old, (System.nanoTime() - begun) / 1_000_000);
        return Optional.empty();
    }

    private List<String> goBack(Bundle old, Bundle next, Serving before, Optional<BundleException> hanging) {
        remove(next);
        if (hanging.isEmpty()) {
            try {
                revisions.start(old);
            } catch (BundleException e) {
                LOG.error("{} does not come back", old, e);
                return List.of(said(e));
            }
        }
        return Revisions.awaitServing(before, Revisions.SERVING_LIMIT);
    }

    private void remove(Bundle bundle) {
        try {
            revisions.uninstall(bundle);
        } catch (BundleException e) {
            LOG.error("{} is not uninstalled in order", bundle, e);
        }
    }

    private static String said(Exception e) {
        return e instanceof BundleException refused
                ? Revisions.said(refused)
                : "its copy cannot be read: " + e.getMessage();
    }
}
