package org.scst.runtime.app;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

/**
 * Connects bundles to jars that lie in the class path of this process (OSGi Core R8, chapter 60).
 *
 * <p>Such a bundle is resolved, wired and started as any other; only its classes come from the loader of the class path, and
 * with it from what the virtual machine keeps of them between starts. So it is for what never changes while the process runs.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ClassPathBundles implements ModuleConnector {
    /** Begins the location of a connected bundle; the name of its jar follows. */
    private static final String LOCATION = "classpath:";

    private final Map<String, ClassPathBundle> contents = new ConcurrentHashMap<>();

    /**
     * Installs a bundle whose jar is in the class path.
     *
     * @throws BundleException when it is no bundle, or not there
     */
    Bundle install(BundleContext context, Path jar) throws BundleException {
        String location = LOCATION + jar.getFileName();
        ClassPathBundle content = new ClassPathBundle(jar);
        contents.put(location, content);
        Bundle bundle = context.installBundle(location);
        ConnectedClasses.add(content, bundle);
        return bundle;
    }

    @Override
    public void initialize(File storage, Map<String, String> configuration) {
        // Nothing is kept between starts.
    }

    @Override
    public Optional<ConnectModule> connect(String location) {
        return Optional.ofNullable(contents.get(location));
    }

    @Override
    public Optional<BundleActivator> newBundleActivator() {
        return Optional.empty();
    }
}
