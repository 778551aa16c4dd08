package org.scst.runtime.deployment.internal.framework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.scst.runtime.deployment.Readiness;

/**
 * What served before a change, to be compared with what serves after it: bundles that were active, services of theirs that
 * another bundle used, and everything that somebody called ready.
 *
 * <p>A service counts again when another bundle uses it again: by then its user has noticed that the old one had gone, and what
 * it says of its readiness is of the new one.
 *
 * <p><i>Threading:</i> immutable; asks the framework.
 */
public final class Serving {
    /** A bundle says by a condition whose id ends so that it cannot run, with the properties {@code cause} and {@code cure}. */
    private static final String FAILED = ".failed";

    private static final String CONDITION_ID = "osgi.condition.id";

    private final BundleContext context;
    private final List<Bundle> active;
    private final Set<String> services;
    private final Set<String> ready;
    private final boolean failedBefore;

    private Serving(BundleContext context, List<Bundle> active) {
        this(
                context,
                active,
                usedServices(active),
                ready(context),
                !failuresNow(active).isEmpty());
    }

    private Serving(
            BundleContext context, List<Bundle> active, Set<String> services, Set<String> ready, boolean failedBefore) {
        this.context = context;
        this.active = active;
        this.services = services;
        this.ready = ready;
        this.failedBefore = failedBefore;
    }

    /** What serves now, of these bundles and in all. */
    public static Serving of(BundleContext context, Collection<Bundle> bundles) {
        List<Bundle> active =
                bundles.stream().filter(b -> b.getState() == Bundle.ACTIVE).toList();
        return new Serving(context, active);
    }

    /** The same, to be compared with what serves when another bundle has taken the place of one. */
    Serving with(Bundle next, Bundle inPlaceOf) {
        List<Bundle> others = active.stream()
                .map(bundle -> bundle.equals(inPlaceOf) ? next : bundle)
                .toList();
        return new Serving(context, others, services, ready, failedBefore);
    }

    /** Services that others used and this bundle does not offer, one phrase each. */
    List<String> notOffered(Bundle bundle) {
        Set<String> offered = new TreeSet<>();
        for (ServiceReference<?> reference : registered(bundle)) {
            offered.addAll(List.of((String[]) reference.getProperty(Constants.OBJECTCLASS)));
        }
        return difference(services, offered).stream()
                .map(service -> "service " + service + " is missing")
                .toList();
    }

    /**
     * Starts what was active and is not: a bundle that could not be resolved for a while is started again by nobody else.
     *
     * @throws BundleException when one cannot be started; then there is nothing to wait for
     */
    void start() throws BundleException {
        for (Bundle bundle : active) {
            if ((bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0) {
                try {
                    bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
                } catch (BundleException e) {
                    throw new BundleException(bundle.getSymbolicName() + " does not start again: " + Revisions.said(e));
                }
            }
        }
    }

    /** Why waiting is in vain, as bundles say themselves; empty when none does, or when one did before the change. */
    List<String> failures() {
        return failedBefore ? List.of() : failuresNow(active);
    }

    /** Why waiting for a bundle that is to take another's place is in vain, as it says itself. */
    List<String> failures(Bundle next) {
        return failedBefore ? List.of() : failuresNow(List.of(next));
    }

    private static List<String> failuresNow(List<Bundle> active) {
        List<String> failures = new ArrayList<>();
        for (Bundle bundle : active) {
            for (ServiceReference<?> reference : registered(bundle)) {
                if (reference.getProperty(CONDITION_ID) instanceof String id && id.endsWith(FAILED)) {
                    failures.add(bundle.getSymbolicName() + " cannot run: " + reference.getProperty("cause") + "; "
                            + reference.getProperty("cure"));
                }
            }
        }
        return failures;
    }

    /** What served and does not, one phrase each; empty when all does. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Bundle bundle : active) {
            if (bundle.getState() != Bundle.ACTIVE) {
                missing.add(bundle.getSymbolicName() + " is not active");
            }
        }
        difference(services, usedServices(active))
                .forEach(service -> missing.add("service " + service + " is missing"));
        difference(ready, ready(context)).forEach(name -> missing.add(name + " is not ready again"));
        return missing;
    }

    private static Set<String> difference(Set<String> before, Set<String> after) {
        Set<String> gone = new TreeSet<>(before);
        gone.removeAll(after);
        return gone;
    }

    private static Set<String> usedServices(List<Bundle> bundles) {
        Set<String> names = new TreeSet<>();
        for (Bundle bundle : bundles) {
            ServiceReference<?>[] references = registered(bundle);
            for (ServiceReference<?> reference : references) {
                if (isUsedByAnother(reference, bundle)) {
                    names.addAll(List.of((String[]) reference.getProperty(Constants.OBJECTCLASS)));
                }
            }
        }
        return names;
    }

    /** A bundle's services; none when it was uninstalled. */
    public static ServiceReference<?>[] registered(Bundle bundle) {
        if (bundle.getState() == Bundle.UNINSTALLED) {
            return new ServiceReference<?>[0];
        }
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        return references == null ? new ServiceReference<?>[0] : references;
    }

    private static boolean isUsedByAnother(ServiceReference<?> reference, Bundle owner) {
        Bundle[] users = reference.getUsingBundles();
        return users != null && Arrays.stream(users).anyMatch(user -> !user.equals(owner));
    }

    private static Set<String> ready(BundleContext context) {
        Set<String> names = new TreeSet<>();
        try {
            for (ServiceReference<Readiness> reference : context.getServiceReferences(Readiness.class, null)) {
                Readiness readiness = context.getService(reference);
                if (readiness != null) {
                    names.addAll(readiness.ready());
                    context.ungetService(reference);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        return names;
    }
}
