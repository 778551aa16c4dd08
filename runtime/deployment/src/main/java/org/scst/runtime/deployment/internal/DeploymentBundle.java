package org.scst.runtime.deployment.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.scst.runtime.deployment.Deployment;
import org.scst.runtime.deployment.internal.framework.Revisions;
import org.scst.runtime.deployment.internal.framework.TwoRevisions;
import org.scst.runtime.deployment.internal.load.LoadedBundles;

/**
 * The bundle: installs the product, then follows its folders. An activator and no component, so that the product is installed
 * before anything else has to come up.
 *
 * <p><i>Threading:</i> called by the framework.
 */
public final class DeploymentBundle implements BundleActivator {
    private static final String START_LEVEL = "scst.product.startlevel";
    private static final int DEFAULT_START_LEVEL = 5;

    private LoadedBundles bundles;
    private DeploymentEvents events;

    @Override
    public void start(BundleContext context) throws IOException {
        context.registerService(CollisionHook.class, new TwoRevisions(context), null);
        events = new DeploymentEvents(context);
        bundles = new LoadedBundles(
                context,
                new LoadedBundles.Folders(
                        folder(context, "scst.home").resolve("load"),
                        folder(context, "scst.distribution").resolve("load"),
                        folder(context, "scst.own").resolve("load"),
                        startLevel(context)),
                events);
        bundles.start(Arrays.stream(context.getBundles()).noneMatch(Revisions::isProduct));
        context.registerService(Deployment.class, bundles, null);
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        bundles.close();
        events.close();
    }

    private static int startLevel(BundleContext context) {
        String level = context.getProperty(START_LEVEL);
        return level == null ? DEFAULT_START_LEVEL : Integer.parseInt(level);
    }

    private static Path folder(BundleContext context, String property) {
        String folder = context.getProperty(property);
        if (folder == null || folder.isBlank()) {
            throw new IllegalStateException("the property " + property
                    + " does not name a folder: start the platform with ./scst run, or set it");
        }
        return Path.of(folder).toAbsolutePath();
    }
}
