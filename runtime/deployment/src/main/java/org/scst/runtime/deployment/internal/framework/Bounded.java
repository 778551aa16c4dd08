package org.scst.runtime.deployment.internal.framework;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleException;

/**
 * Calls into foreign code, an activator for example, that may never return: then it is left behind on its thread.
 *
 * <p><i>Threading:</i> the call runs on a thread of its own, the caller waits.
 */
final class Bounded {
    private Bounded() {}

    /** Something to do with a bundle. */
    interface Work {
        void run() throws BundleException;
    }

    /** Runs; fails with {@code what} when the limit is over. */
    static void run(Duration limit, String what, Work work) throws BundleException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread.ofPlatform().daemon().name("scst-deployment-change").start(task);
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new BundleException(what + ": no end after " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BundleException("the platform is stopping", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BundleException refused
                    ? refused
                    : new BundleException(what + ": " + e.getCause(), e.getCause());
        }
    }
}
