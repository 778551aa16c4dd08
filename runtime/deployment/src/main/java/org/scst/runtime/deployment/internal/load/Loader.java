package org.scst.runtime.deployment.internal.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.scst.runtime.deployment.DeploymentProblem;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.scst.runtime.deployment.internal.archive.Archives;
import org.scst.runtime.deployment.internal.folder.Choice;
import org.scst.runtime.deployment.internal.folder.Claim;
import org.scst.runtime.deployment.internal.folder.LoadFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what runs in line with what lies in the folders.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
final class Loader {
    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);
    /** A jar that is gone may come back: until then its absence is an update under way. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final Duration SETTLING = Duration.ofMillis(300);
    private static final Duration REGULAR = Duration.ofSeconds(5);
    private static final Duration WHILE_GONE = Duration.ofSeconds(1);

    private final List<LoadFolder> folders;
    private final Archives archives;
    private final Installer installer;
    private final Rejections rejections;
    private final InstantSource clock;
    private final Set<Product> seenDown = new HashSet<>();
    private final LoadProblems problems;

    Loader(
            List<LoadFolder> folders,
            Archives archives,
            Installer installer,
            Rejections rejections,
            LoadProblems problems,
            InstantSource clock) {
        this.folders = List.copyOf(folders);
        this.archives = archives;
        this.installer = installer;
        this.rejections = rejections;
        this.problems = problems;
        this.clock = clock;
    }

    /** Installs everything at once; what is wrong is told by the first {@link #step}. */
    void start() {
        folders.forEach(folder -> folder.look(true));
        claims().forEach((name, claims) -> Choice.among(claims, Optional.empty())
                .winner()
                .ifPresent(claim -> installAtStart(claim, claim.archive().orElseThrow())));
        installer.products().forEach(installer::start);
    }

    private void installAtStart(Claim claim, Archive archive) {
        try {
            installer.installAtStart(claim, archive);
        } catch (DeploymentRefusedException refused) {
            rejections.rejectForGood(archive, refused);
        } catch (BundleException | IOException e) {
            LOG.error("{} is not installed", archive, e);
            rejections.rejectForGood(
                    archive, new DeploymentRefusedException("it is not installed: " + e.getMessage(), "see the log"));
        }
    }

    /** Looks at the folders and does what follows; returns how long nothing else is due. */
    Duration step() {
        folders.forEach(folder -> folder.look(false));
        reconcile();
        releaseCopies();
        if (folders.stream().anyMatch(LoadFolder::isUnsettled)) {
            return SETTLING;
        }
        return installer.products().stream().anyMatch(product -> product.gone.isPresent()) ? WHILE_GONE : REGULAR;
    }

    /** Takes what has just been put into a folder by ourselves as it is. */
    void lookAtOnce() {
        folders.forEach(folder -> folder.look(true));
    }

    /** What lies in the folders and is not in force. */
    List<DeploymentProblem> problems() {
        return problems.present();
    }

    /** The sound file of a folder that claims a bundle. */
    Stream<Claim> soundClaims(String symbolicName) {
        return claims().getOrDefault(symbolicName, List.of()).stream()
                .filter(claim -> claim.archive().isPresent());
    }

    private Map<String, List<Claim>> claims() {
        return folders.stream()
                .flatMap(folder -> folder.claims().stream())
                .collect(Collectors.groupingBy(Claim::symbolicName, TreeMap::new, Collectors.toList()));
    }

    private void reconcile() {
        List<DeploymentProblem> found = new ArrayList<>();
        Map<String, List<Claim>> claims = claims();
        boolean changed;
        do {
            found.clear();
            folders.forEach(folder -> found.addAll(folder.problems()));
            changed = false;
            for (Map.Entry<String, List<Claim>> entry : claims.entrySet()) {
                changed |= reconcile(entry.getKey(), entry.getValue(), found);
            }
        } while (changed);
        for (Product product : installer.products()) {
            if (isThere(product)) {
                product.gone = Optional.empty();
            } else if (!claims.containsKey(product.archive.symbolicName())) {
                whenGone(product, found, () -> installer.uninstall(product));
            }
        }
        seenDown.retainAll(installer.products());
        installer.products().forEach(product -> keepUp(product, found));
        problems.are(found);
    }

    /** Returns whether a bundle came or changed: others may resolve now. */
    private boolean reconcile(String name, List<Claim> claims, List<DeploymentProblem> found) {
        Optional<Product> product = installer.product(name);
        Choice choice = Choice.among(claims, product.map(p -> p.file));
        choice.refused().forEach(claim -> found.add(LoadProblems.beside(claim, claims)));
        choice.overridden().ifPresent(claim -> found.add(LoadProblems.overridden(claim)));
        if (choice.winner().isEmpty()) {
            return false;
        }
        Claim claim = choice.winner().get();
        Archive archive = claim.archive().orElseThrow();
        if (product.isEmpty()) {
            return attempt(claim, archive, found, () -> installer.install(claim, archive));
        }
        if (product.get().runs(archive)) {
            product.get().bind(claim.file(), claim.origin());
            return false;
        }
        if (!isThere(product.get()) && claim.origin() != product.get().origin) {
            return whenGone(product.get(), found, () -> replace(product.get(), claim, archive, found));
        }
        return replace(product.get(), claim, archive, found);
    }

    private boolean replace(Product product, Claim claim, Archive archive, List<DeploymentProblem> found) {
        return attempt(claim, archive, found, () -> {
            Installer.Attempt attempt = installer.replace(product, archive);
            if (!attempt.served()) {
                throw notServing(product, attempt);
            }
            product.bind(claim.file(), claim.origin());
        });
    }

    private static NotServingException notServing(Product product, Installer.Attempt attempt) {
        String now = attempt.restored()
                ? "the one before is in force again"
                : "the one before is back, but " + String.join(", ", attempt.missingAfterwards());
        return new NotServingException(
                "it does not serve (" + attempt.cause() + "); " + now + ", " + product.archive.version(),
                "see the log; put a corrected jar in its place");
    }

    /** A jar that was tried and did not serve; trying again would pause the initiators again. */
    private static final class NotServingException extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient DeploymentRefusedException reason;

        NotServingException(String cause, String cure) {
            super(cause);
            this.reason = new DeploymentRefusedException(cause, cure);
        }
    }

    /** A change of a product. */
    private interface Change {
        void run() throws DeploymentRefusedException, IOException;
    }

    private boolean attempt(Claim claim, Archive archive, List<DeploymentProblem> found, Change change) {
        Optional<DeploymentRefusedException> earlier = rejections.of(archive);
        if (earlier.isPresent()) {
            found.add(LoadProblems.of(claim, earlier.get()));
            return false;
        }
        try {
            installer.verify(archive);
            change.run();
            rejections.bundlesChanged();
            return true;
        } catch (DeploymentRefusedException refused) {
            rejections.rejectForNow(archive, refused);
            found.add(LoadProblems.of(claim, refused));
        } catch (NotServingException notServing) {
            rejections.rejectForGood(archive, notServing.reason);
            found.add(LoadProblems.of(claim, notServing.reason));
        } catch (IOException e) {
            found.add(LoadProblems.of(claim, new DeploymentRefusedException("it was not taken: " + e, "see the log")));
        }
        return false;
    }

    private boolean isThere(Product product) {
        return folders.stream().anyMatch(folder -> folder.holds(product.file, product.archive.symbolicName()));
    }

    private boolean whenGone(Product product, List<DeploymentProblem> found, BooleanSupplier consequence) {
        if (product.gone.isEmpty()) {
            product.gone = Optional.of(clock.instant());
            LOG.warn("{} is gone; unless it comes back within {} s that counts", product.file, GRACE.toSeconds());
        }
        if (clock.instant().isBefore(product.gone.get().plus(GRACE))) {
            found.add(new DeploymentProblem(
                    product.file.toString(),
                    product.archive.symbolicName(),
                    "it is gone; what was in it goes on for " + GRACE.toSeconds() + " s",
                    "put it back if that was no intention"));
            return false;
        }
        return consequence.getAsBoolean();
    }

    /** Tries to start what shall run and does not, unless it is just being changed by somebody. */
    private void keepUp(Product product, List<DeploymentProblem> found) {
        BundleStartLevel level = product.bundle.adapt(BundleStartLevel.class);
        boolean down = level != null
                && level.isPersistentlyStarted()
                && (product.bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0;
        if (!down) {
            seenDown.remove(product);
            product.startFailure = "";
        } else if (!seenDown.add(product)) {
            installer.start(product);
            if (!product.startFailure.isEmpty()) {
                fallBack(product, found);
            }
        }
    }

    /** A deployed jar that does not start with the platform gives way to the shipped one. */
    private void fallBack(Product product, List<DeploymentProblem> found) {
        DeploymentRefusedException reason = new DeploymentRefusedException(
                "it does not start: " + product.startFailure, "see the log; put a corrected jar in its place");
        Optional<Claim> other = soundClaims(product.archive.symbolicName())
                .filter(claim -> !claim.file().equals(product.file) && claim.origin() != product.origin)
                .findFirst();
        found.add(new DeploymentProblem(
                product.file.toString(), product.archive.symbolicName(), reason.getMessage(), reason.cure()));
        if (other.isPresent()) {
            rejections.rejectForGood(product.archive, reason);
            replace(product, other.get(), other.get().archive().orElseThrow(), found);
        }
    }

    private void releaseCopies() {
        Set<Path> used = new HashSet<>();
        claims().values()
                .forEach(claims ->
                        claims.forEach(claim -> claim.archive().ifPresent(archive -> used.add(archive.copy()))));
        installer.products().forEach(product -> used.add(product.archive.copy()));
        try {
            archives.retain(used);
        } catch (IOException e) {
            LOG.debug("Old copies of jars stay", e);
        }
    }
}
