package org.scst.runtime.deployment.internal.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.FrameworkWiring;
import org.scst.runtime.deployment.BundleSnapshot;
import org.scst.runtime.deployment.internal.folder.Deposit;
import org.scst.runtime.deployment.internal.framework.Serving;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles as an operator sees them.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class BundleViews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BundleViews.class);
    private static final String PLATFORM = "platform";

    private final BundleContext context;
    private final Deposit deposit;
    private final Map<Long, Instant> since = new ConcurrentHashMap<>();
    private final SynchronousBundleListener listener = this::changed;
    private volatile Map<String, Source> sources = Map.of();

    BundleViews(BundleContext context, Deposit deposit) {
        this.context = context;
        this.deposit = deposit;
        context.addBundleListener(listener);
    }

    /** Where a product bundle's jar is from, and its content. */
    record Source(String origin, Supplier<String> content) {}

    private record View(
            long id,
            String name,
            String version,
            String state,
            Instant since,
            String origin,
            String content,
            List<String> restarts,
            String previous,
            List<String> services)
            implements BundleSnapshot {}

    void update(Map<String, Source> products) {
        sources = Map.copyOf(products);
    }

    List<BundleSnapshot> bundles() {
        return Arrays.stream(context.getBundles())
                .sorted(Comparator.comparingLong(Bundle::getBundleId))
                .map(this::view)
                .toList();
    }

    private BundleSnapshot view(Bundle bundle) {
        String name = String.valueOf(bundle.getSymbolicName());
        Source source = sources.getOrDefault(name, new Source(PLATFORM, () -> ""));
        return new View(
                bundle.getBundleId(),
                name,
                bundle.getVersion().toString(),
                state(bundle),
                since.getOrDefault(bundle.getBundleId(), Instant.ofEpochMilli(bundle.getLastModified())),
                source.origin,
                source.content.get(),
                bundle.getBundleId() == 0 ? List.of() : restarts(bundle),
                source.origin.equals(PLATFORM) ? "" : previous(name),
                services(bundle));
    }

    private List<String> restarts(Bundle bundle) {
        return context.getBundle(0).adapt(FrameworkWiring.class).getDependencyClosure(List.of(bundle)).stream()
                .filter(other -> !other.equals(bundle))
                .map(Bundle::getSymbolicName)
                .sorted()
                .toList();
    }

    private static List<String> services(Bundle bundle) {
        return Arrays.stream(Serving.registered(bundle))
                .flatMap(reference -> Arrays.stream((String[]) reference.getProperty(Constants.OBJECTCLASS)))
                .distinct()
                .sorted()
                .toList();
    }

    private String previous(String name) {
        Path jar = deposit.previous(name);
        if (Files.notExists(jar)) {
            return "";
        }
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            String version =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION);
            return version == null ? "0.0.0" : version.strip();
        } catch (IOException damaged) {
            LOG.debug("{} cannot be read", jar, damaged);
            return "";
        }
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED ->
                bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null ? "resolved" : "fragment";
            case Bundle.INSTALLED -> "installed";
            default -> "uninstalled";
        };
    }

    private void changed(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            since.remove(event.getBundle().getBundleId());
        } else {
            since.put(event.getBundle().getBundleId(), Instant.now());
        }
    }

    @Override
    public void close() {
        context.removeBundleListener(listener);
    }
}
