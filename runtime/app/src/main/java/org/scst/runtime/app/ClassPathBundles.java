package org.scst.runtime.app;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Connects bundles to jars that lie in the class path of this process (OSGi Core R8, chapter 60).
 *
 * <p>Such a bundle is resolved, wired and started as any other; only its classes come from the loader of the class path, and
 * with it from what the virtual machine keeps of them between starts.
 *
 * <p>Classes of the class path see no others than those. So a bundle of ours, which may be wired to what is updated while the process
 * runs, has its classes from there as long as all whose packages it imports have; wired to another revision it gets a loader of its
 * own from the framework, with the same content. What is updated itself has another content then, and nothing to do with this.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ClassPathBundles implements ModuleConnector {
    /** Begins the location of a bundle that is installed here; the name of its jar follows. */
    private static final String LOCATION = "classpath:";

    private final Map<String, ClassPathBundle> contents = new ConcurrentHashMap<>();

    /**
     * Installs a bundle that others made, which never changes while the process runs, and imports nothing that does.
     *
     * @throws BundleException when it is no bundle, or not there
     */
    Bundle install(BundleContext context, Path jar) throws BundleException {
        return install(context, jar, this::ofTheClassPath);
    }

    /**
     * Installs a bundle of ours.
     *
     * @throws BundleException when it is no bundle, or not there
     */
    Bundle installOurs(BundleContext context, Path jar) throws BundleException {
        return install(context, jar, this::ofTheClassPathAsLongAsItFits);
    }

    /** Has the content of a bundle of ours at hand for whoever installs it by its location alone. */
    void offer(BundleContext context, String location, Path jar) {
        add(context, location, jar, this::ofTheClassPathAsLongAsItFits);
    }

    private Bundle install(
            BundleContext context, Path jar, BiFunction<ClassPathBundle, BundleWiring, Optional<ClassLoader>> loader)
            throws BundleException {
        String location = LOCATION + jar.getFileName();
        ClassPathBundle content = add(context, location, jar, loader);
        Bundle bundle = context.installBundle(location);
        content.bundle(); // is known from now on, also when the framework has stopped
        return bundle;
    }

    private ClassPathBundle add(
            BundleContext context,
            String location,
            Path jar,
            BiFunction<ClassPathBundle, BundleWiring, Optional<ClassLoader>> loader) {
        ClassPathBundle content = new ClassPathBundle(jar, () -> installed(context, location), loader);
        contents.put(location, content);
        ConnectedClasses.add(content);
        return content;
    }

    private static Bundle installed(BundleContext context, String location) {
        try {
            return context.getBundle(location);
        } catch (IllegalStateException stopped) {
            return null;
        }
    }

    private Optional<ClassLoader> ofTheClassPath(ClassPathBundle content, BundleWiring wiring) {
        return Optional.of(new ClassPathLoader(content, imported(wiring), contents.values()));
    }

    private Optional<ClassLoader> ofTheClassPathAsLongAsItFits(ClassPathBundle content, BundleWiring wiring) {
        return fits(wiring) ? ofTheClassPath(content, wiring) : Optional.empty();
    }

    /** Whether all that a bundle is wired to is in the class path; one that is being disposed of is not. */
    private static boolean fits(BundleWiring wiring) {
        List<BundleWire> wires = wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE);
        return wires != null
                && wires.stream().map(BundleWire::getProviderWiring).allMatch(provider -> fits(wiring, provider));
    }

    private static boolean fits(BundleWiring wiring, BundleWiring provider) {
        return provider != null
                && (provider.equals(wiring)
                        || provider.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID
                        || provider.getClassLoader() instanceof ClassPathLoader);
    }

    private static List<String> imported(BundleWiring wiring) {
        List<BundleWire> wires = wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE);
        return wires == null
                ? List.of()
                : wires.stream()
                        .map(wire ->
                                (String) wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                        .toList();
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
