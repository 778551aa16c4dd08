package org.scst.runtime.configuration.description;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Descriptions from the Metatype documents of all installed bundles. What was seen once is remembered while its bundle is
 * away, so that an update of the bundle does not change what a file means.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
public final class MetatypeDescriptions implements Descriptions {
    private static final Logger LOG = LoggerFactory.getLogger(MetatypeDescriptions.class);

    private final BundleContext context;
    private final MetaTypeService metatype;
    private final Map<String, ObjectDescription> remembered = new TreeMap<>();
    private final Set<String> installed = new HashSet<>();
    private final Map<Long, BundleState> bundles = new HashMap<>();

    /** What a bundle described when it was last looked at. */
    private record BundleState(long lastModified, List<ObjectDescription> descriptions) {}

    /** Describes what the framework's bundles describe, from the first {@link #refresh} on. */
    public MetatypeDescriptions(BundleContext context, MetaTypeService metatype) {
        this.context = context;
        this.metatype = metatype;
    }

    /**
     * Looks at the bundles again; those that did not change cost nothing. A bundle that is not resolved is left for later: to
     * look into it would resolve it, and in the middle of its update the framework then gives up starting it again.
     *
     * @return whether something is described that was not, or in another way
     */
    public boolean refresh() {
        Set<Long> present = new HashSet<>();
        Set<String> before = Set.copyOf(installed);
        boolean changed = false;
        installed.clear();
        for (Bundle bundle : context.getBundles()) {
            present.add(bundle.getBundleId());
            BundleState state = bundles.get(bundle.getBundleId());
            if (isResolved(bundle) && (state == null || state.lastModified() != bundle.getLastModified())) {
                state = new BundleState(bundle.getLastModified(), descriptions(bundle));
                bundles.put(bundle.getBundleId(), state);
                changed |= !state.descriptions().isEmpty();
            }
            if (state != null) {
                state.descriptions().forEach(description -> {
                    remembered.put(description.pid(), description);
                    installed.add(description.pid());
                });
            }
        }
        bundles.keySet().retainAll(present);
        return changed || !installed.equals(before);
    }

    private static boolean isResolved(Bundle bundle) {
        return (bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) == 0;
    }

    @Override
    public Optional<ObjectDescription> of(String pid) {
        return Optional.ofNullable(remembered.get(pid));
    }

    @Override
    public boolean isServed(String pid) {
        return installed.contains(pid) || hasListener(pid);
    }

    @Override
    public Collection<String> pids() {
        return remembered.keySet();
    }

    private boolean hasListener(String pid) {
        try {
            String filter = "(&(service.pid=" + pid + ")(|(objectClass=org.osgi.service.cm.ManagedService)"
                    + "(objectClass=org.osgi.service.cm.ManagedServiceFactory)))";
            ServiceReference<?>[] references = context.getAllServiceReferences(null, filter);
            return references != null && references.length > 0;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("a PID of letters, digits, dots and underscores fits into a filter", e);
        }
    }

    private List<ObjectDescription> descriptions(Bundle bundle) {
        List<ObjectDescription> descriptions = new ArrayList<>();
        try {
            MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
            if (information != null) {
                List.of(information.getPids()).forEach(pid -> descriptions.add(description(information, pid, false)));
                List.of(information.getFactoryPids())
                        .forEach(pid -> descriptions.add(description(information, pid, true)));
            }
        } catch (RuntimeException e) {
            // One bundle's broken document must not keep the other bundles' files from being applied.
            LOG.warn("The Metatype document of {} cannot be read", bundle, e);
        }
        return descriptions;
    }

    private static ObjectDescription description(MetaTypeInformation information, String pid, boolean factory) {
        ObjectClassDefinition definition = information.getObjectClassDefinition(pid, null);
        AttributeDefinition[] attributes = definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
        List<AttributeDescription> described = attributes == null
                ? List.of()
                : List.of(attributes).stream().map(AttributeDescription::new).toList();
        return new ObjectDescription(pid, factory, described);
    }
}
