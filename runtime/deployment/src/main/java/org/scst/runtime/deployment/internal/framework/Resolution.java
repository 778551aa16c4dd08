package org.scst.runtime.deployment.internal.framework;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the framework's own resolver whether a jar will resolve, before anything that runs is touched: a bundle that consists of
 * the jar's manifest alone, under a name of its own, is installed, resolved and uninstalled. It has no class, no component and no
 * activator, so nobody takes it for more than its wiring.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
public final class Resolution {
    private static final Logger LOG = LoggerFactory.getLogger(Resolution.class);
    private static final String NAME = "org.scst.runtime.deployment.candidate";
    private static final List<String> LEFT_OUT =
            List.of(Constants.BUNDLE_ACTIVATOR, "Service-Component", "Meta-Persistence", Constants.BUNDLE_NATIVECODE);

    private final BundleContext context;

    /** In the framework of this context. */
    public Resolution(BundleContext context) {
        this.context = context;
    }

    /**
     * Checks that the jar resolves, and that everyone who is wired to the running revision can be wired to it.
     *
     * @param running the bundle that it is to update, or {@code null} when it is new
     */
    public void verify(Archive archive, Bundle running) throws DeploymentRefusedException {
        Bundle candidate = install(archive);
        try {
            FrameworkWiring framework = context.getBundle(0).adapt(FrameworkWiring.class);
            if (!framework.resolveBundles(List.of(candidate))) {
                throw new DeploymentRefusedException(
                        "it does not resolve: " + reason(candidate),
                        "deploy what provides it first, or build the jar against what runs here");
            }
            if (running != null) {
                verifyWithout(running, candidate, framework);
                verifyDependents(candidate.adapt(BundleRevision.class), running);
            }
        } finally {
            uninstall(candidate);
        }
    }

    private Bundle install(Archive archive) throws DeploymentRefusedException {
        try {
            return context.installBundle(
                    NAME + ":" + archive.content(), new ByteArrayInputStream(manifestAlone(archive.manifest())));
        } catch (BundleException refused) {
            throw new DeploymentRefusedException(
                    "the framework refuses its manifest: " + refused.getMessage(), "correct the manifest");
        }
    }

    private static byte[] manifestAlone(Manifest original) {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.putAll(original.getMainAttributes());
        LEFT_OUT.forEach(header -> headers.remove(new Attributes.Name(header)));
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, NAME);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void uninstall(Bundle candidate) {
        try {
            candidate.uninstall();
        } catch (BundleException e) {
            LOG.warn("The trial of a jar is left behind as bundle {}", candidate.getBundleId(), e);
        }
    }

    /** The resolver says why only when a bundle is started. */
    private static String reason(Bundle candidate) {
        try {
            candidate.start(Bundle.START_TRANSIENT);
            return "for no reason that the framework names";
        } catch (BundleException unresolved) {
            return missing(unresolved.getMessage());
        }
    }

    private static String missing(String message) {
        int at = message.lastIndexOf("missing requirement");
        String text = at < 0 ? message : message.substring(at);
        return text.replaceAll("\\[" + NAME.replace(".", "\\.") + "[^\\]]*\\](\\([^)]*\\))?", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** The trial may be wired to the revision whose place it is to take. */
    private static void verifyWithout(Bundle running, Bundle candidate, FrameworkWiring framework)
            throws DeploymentRefusedException {
        List<String> missing = candidate.adapt(BundleWiring.class).getRequiredWires(null).stream()
                .filter(wire -> wire.getProviderWiring().getBundle().equals(running))
                .map(BundleWire::getRequirement)
                .filter(requirement -> isMandatory(requirement)
                        && !isMet(requirement, candidate.adapt(BundleRevision.class))
                        && framework.findProviders(requirement).stream()
                                .allMatch(
                                        found -> found.getRevision().getBundle().equals(running)))
                .map(Resolution::described)
                .distinct()
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new DeploymentRefusedException(
                    "it does not resolve: only the revision whose place it takes provides "
                            + String.join(", ", missing),
                    "deploy what provides it first, or build the jar against what runs here");
        }
    }

    private static void verifyDependents(BundleRevision candidate, Bundle running) throws DeploymentRefusedException {
        BundleWiring wiring = running.adapt(BundleWiring.class);
        if (wiring == null) {
            return;
        }
        List<String> stranded = new ArrayList<>();
        for (BundleWire wire : wiring.getProvidedWires(null)) {
            BundleRequirement requirement = wire.getRequirement();
            Bundle dependent = wire.getRequirerWiring().getBundle();
            if (!dependent.equals(running) && isMandatory(requirement) && !isMet(requirement, candidate)) {
                stranded.add(dependent.getSymbolicName() + " needs " + described(requirement));
            }
        }
        if (!stranded.isEmpty()) {
            throw new DeploymentRefusedException(
                    "with it these would not resolve any more: "
                            + String.join(
                                    ", ", stranded.stream().distinct().sorted().toList()),
                    "put all jars that belong together into load/ while the platform is stopped, then start it");
        }
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        return !Namespace.RESOLUTION_OPTIONAL.equals(
                requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
    }

    private static boolean isMet(BundleRequirement requirement, BundleRevision candidate) {
        List<BundleCapability> capabilities = candidate.getDeclaredCapabilities(requirement.getNamespace());
        return capabilities.stream().anyMatch(requirement::matches);
    }

    private static String described(BundleRequirement requirement) {
        String filter = requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
        return requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
                ? "package " + filter
                : requirement.getNamespace() + " " + filter;
    }
}
