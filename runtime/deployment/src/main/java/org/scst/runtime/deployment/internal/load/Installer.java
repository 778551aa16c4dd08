package org.scst.runtime.deployment.internal.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.scst.runtime.deployment.internal.archive.Archives;
import org.scst.runtime.deployment.internal.folder.Claim;
import org.scst.runtime.deployment.internal.folder.Deposit;
import org.scst.runtime.deployment.internal.folder.Origin;
import org.scst.runtime.deployment.internal.framework.Resolution;
import org.scst.runtime.deployment.internal.framework.Revisions;
import org.scst.runtime.deployment.internal.framework.Serving;
import org.scst.runtime.deployment.internal.framework.Succession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product's bundles, and the steps by which one of them comes, changes or goes: checked first, taken back when it does not
 * serve.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
final class Installer {
    private static final Logger LOG = LoggerFactory.getLogger(Installer.class);

    private final BundleContext context;
    private final Archives archives;
    private final Deposit deposit;
    private final Resolution resolution;
    private final Revisions revisions;
    private final Succession succession;
    private final Map<String, Product> products = new TreeMap<>();

    Installer(BundleContext context, Archives archives, Deposit deposit, Revisions revisions) {
        this.context = context;
        this.archives = archives;
        this.deposit = deposit;
        this.resolution = new Resolution(context);
        this.revisions = revisions;
        this.succession = new Succession(revisions);
    }

    /** How an attempt to replace a revision ended. */
    record Attempt(List<String> missing, List<String> missingAfterwards) {

        boolean served() {
            return missing.isEmpty();
        }

        boolean restored() {
            return missingAfterwards.isEmpty();
        }

        String cause() {
            return String.join(", ", missing);
        }
    }

    Collection<Product> products() {
        return List.copyOf(products.values());
    }

    Optional<Product> product(String symbolicName) {
        return Optional.ofNullable(products.get(symbolicName));
    }

    /** Symbolic names of what restarts with a bundle, sorted. */
    List<String> restarts(Bundle bundle) {
        return revisions.restartedWith(bundle).stream()
                .map(Bundle::getSymbolicName)
                .sorted()
                .toList();
    }

    /** Refuses what cannot take the place of a bundle, or a place of its own; touches nothing. */
    void verify(Archive archive) throws DeploymentRefusedException {
        verifyName(archive);
        resolution.verify(
                archive, product(archive.symbolicName()).map(p -> p.bundle).orElse(null));
    }

    private void verifyName(Archive archive) throws DeploymentRefusedException {
        boolean platform = Arrays.stream(context.getBundles())
                .anyMatch(bundle ->
                        archive.symbolicName().equals(bundle.getSymbolicName()) && !Revisions.isProduct(bundle));
        if (platform) {
            throw new DeploymentRefusedException(
                    archive.symbolicName() + " belongs to the platform, which is not changed while the process runs",
                    "bring a new distribution and restart the process");
        }
    }

    /** Installs at the start of the platform, which starts it when its level comes; or takes over what runs already. */
    void installAtStart(Claim claim, Archive archive) throws BundleException, IOException, DeploymentRefusedException {
        Bundle running = revisions.installed(archive.symbolicName());
        Archive inForce = archive;
        if (running == null) {
            verifyName(archive);
            running = claim.origin() == Origin.SHIPPED
                    ? revisions.installShipped(archive, claim.file())
                    : revisions.install(archive);
        } else {
            inForce = archives.kept(archive.symbolicName()).orElse(archive);
        }
        archives.mark(inForce);
        products.put(archive.symbolicName(), new Product(running, inForce, claim));
    }

    /** Starts a bundle that {@link #installAtStart} has installed. */
    void start(Product product) {
        try {
            revisions.start(product.bundle);
            product.startFailure = "";
        } catch (BundleException e) {
            String failure = Revisions.said(e);
            if (!failure.equals(product.startFailure)) {
                LOG.error("{} does not start", product.archive, e);
            }
            product.startFailure = failure;
        }
    }

    /** Installs and starts a new bundle; leaves nothing of it when it does not start. */
    void install(Claim claim, Archive archive) throws DeploymentRefusedException, IOException {
        try {
            Bundle bundle = revisions.install(archive);
            try {
                revisions.refreshPending();
                revisions.start(bundle);
            } catch (BundleException e) {
                revisions.uninstall(bundle);
                throw e;
            }
            archives.mark(archive);
            products.put(archive.symbolicName(), new Product(bundle, archive, claim));
            LOG.info("{} is installed and runs", archive);
        } catch (BundleException e) {
            LOG.warn("{} does not start", archive, e);
            throw new DeploymentRefusedException(
                    "it does not start: " + Revisions.said(e), "see the log; put a corrected jar in its place");
        }
    }

    /** Replaces a bundle's revision; the one before is put back when the new one does not serve. */
    Attempt replace(Product product, Archive archive) {
        List<Bundle> concerned = new ArrayList<>(revisions.restartedWith(product.bundle));
        concerned.add(product.bundle);
        Serving before = Serving.of(context, concerned);
        boolean beside = concerned.size() == 1 && product.bundle.getState() == Bundle.ACTIVE;
        Attempt attempt = beside ? succeed(product, archive, before) : replace(product, archive, before);
        if (attempt.served()) {
            Archive old = product.archive;
            product.archive = archive;
            product.startFailure = "";
            remember(old, archive);
            LOG.info("{} has taken the place of {}", archive, old);
        }
        return attempt;
    }

    private Attempt succeed(Product product, Archive archive, Serving before) {
        Succession.Outcome outcome = succession.succeed(product.bundle, archive, before);
        product.bundle = outcome.inForce();
        if (!outcome.missing().isEmpty()) {
            LOG.warn("{} does not serve: {}; {} is in force", archive, outcome.missing(), product.archive);
        }
        return new Attempt(outcome.missing(), outcome.missingAfterwards());
    }

    private Attempt replace(Product product, Archive archive, Serving before) {
        Archive old = product.archive;
        List<String> missing = revisions.replace(product.bundle, archive, before);
        if (missing.isEmpty()) {
            return new Attempt(List.of(), List.of());
        }
        LOG.warn("{} does not serve: {}; going back to {}", archive, missing, old);
        List<String> afterwards = revisions.replace(product.bundle, old, before);
        if (!afterwards.isEmpty()) {
            LOG.error("{} is back, but: {}", old, afterwards);
        }
        return new Attempt(missing, afterwards);
    }

    /** The new one serves: that it cannot be written down does not take it back. */
    private void remember(Archive old, Archive now) {
        try {
            archives.mark(now);
            deposit.keep(old);
        } catch (IOException e) {
            LOG.warn("{} is in force, but {} may not be there for a rollback", now, old, e);
        }
    }

    /** Returns whether it is gone. */
    boolean uninstall(Product product) {
        try {
            revisions.uninstall(product.bundle);
            products.remove(product.archive.symbolicName());
            deposit.keep(product.archive);
            LOG.info("{} is uninstalled: its file is gone", product.archive);
            return true;
        } catch (BundleException | IOException e) {
            LOG.error("{} is not uninstalled in order", product.archive, e);
            return false;
        }
    }
}
