package org.scst.runtime.deployment.internal.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.scst.runtime.deployment.DeploymentPlan;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.DeploymentReport;
import org.scst.runtime.deployment.DeploymentReport.Outcome;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.scst.runtime.deployment.internal.archive.Archives;
import org.scst.runtime.deployment.internal.folder.Claim;
import org.scst.runtime.deployment.internal.folder.Deposit;
import org.scst.runtime.deployment.internal.folder.Origin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys on an operator's order: the jar goes into the home's {@code load/} once it serves.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
final class Deployer {
    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private final Archives archives;
    private final Deposit deposit;
    private final Installer installer;
    private final Rejections rejections;
    private final Loader loader;
    private final DeploymentNews news;

    Deployer(
            Archives archives,
            Deposit deposit,
            Installer installer,
            Rejections rejections,
            Loader loader,
            DeploymentNews news) {
        this.archives = archives;
        this.deposit = deposit;
        this.installer = installer;
        this.rejections = rejections;
        this.loader = loader;
        this.news = news;
    }

    /** The jar that a rollback deploys. */
    Path previous(String symbolicName) throws DeploymentRefusedException {
        Path jar = deposit.previous(symbolicName);
        if (Files.notExists(jar)) {
            throw new DeploymentRefusedException(
                    "no previous jar of \"" + symbolicName + "\" is kept", "\"bundles\" shows of which there is one");
        }
        return jar;
    }

    DeploymentPlan plan(Path jar) throws DeploymentRefusedException {
        Archive archive = take(jar);
        Optional<Product> product = installer.product(archive.symbolicName());
        boolean unchanged = product.filter(p -> p.runs(archive)).isPresent();
        if (!unchanged) {
            installer.verify(archive);
        }
        return new DeploymentPlan(
                archive.symbolicName(),
                version(product),
                archive.version().toString(),
                unchanged,
                product.map(p -> installer.restarts(p.bundle)).orElse(List.of()));
    }

    DeploymentReport deploy(Path jar) {
        DeploymentReport report = attempt(jar);
        if (report.outcome() == Outcome.ROLLED_BACK || report.outcome() == Outcome.FAILED) {
            String back = report.outcome() == Outcome.ROLLED_BACK ? "; " + report.from() + " is in force again" : "";
            news.failed(report.bundle(), report.to(), report.cause() + back);
        }
        return report;
    }

    private DeploymentReport attempt(Path jar) {
        long start = System.nanoTime();
        Archive archive;
        try {
            archive = take(jar);
        } catch (DeploymentRefusedException refused) {
            return report(jar.toString(), "", "", Outcome.REFUSED, refused, start);
        }
        String from = version(installer.product(archive.symbolicName()));
        String to = archive.version().toString();
        try {
            Result result = deploy(archive);
            return report(archive.symbolicName(), from, to, result.outcome, result.trouble, start);
        } catch (DeploymentRefusedException refused) {
            return report(archive.symbolicName(), from, to, Outcome.REFUSED, refused, start);
        } catch (IOException e) {
            LOG.error("{} is not deployed", archive, e);
            DeploymentRefusedException trouble = new DeploymentRefusedException(
                    "a file could not be written or read: " + e,
                    "look at space and permissions of " + deposit.folder() + ", and at the log");
            return report(archive.symbolicName(), from, to, Outcome.FAILED, trouble, start);
        }
    }

    /** How it ended, and what there is to say about it, if anything. */
    private record Result(Outcome outcome, DeploymentRefusedException trouble) {}

    private Result deploy(Archive archive) throws DeploymentRefusedException, IOException {
        Optional<Product> product = installer.product(archive.symbolicName());
        if (product.filter(p -> p.runs(archive)).isPresent()) {
            return new Result(Outcome.UNCHANGED, null);
        }
        installer.verify(archive);
        rejections.forget(archive);
        if (product.isEmpty()) {
            Claim claim = new Claim(
                    archive.symbolicName(), file(archive, product), Origin.DEPLOYED, Optional.of(archive), "");
            installer.install(claim, archive);
        } else {
            Installer.Attempt attempt = installer.replace(product.get(), archive);
            if (!attempt.served()) {
                return notServing(attempt);
            }
        }
        rejections.bundlesChanged();
        return keep(archive, installer.product(archive.symbolicName()).orElseThrow());
    }

    private static Result notServing(Installer.Attempt attempt) {
        if (attempt.restored()) {
            return new Result(
                    Outcome.ROLLED_BACK,
                    new DeploymentRefusedException("it does not serve: " + attempt.cause(), "see the log"));
        }
        String cause = attempt.missing().equals(attempt.missingAfterwards())
                ? "neither it nor the one before serves: " + attempt.cause()
                : "it does not serve: " + attempt.cause() + "; the one before is back, but "
                        + String.join(", ", attempt.missingAfterwards());
        return new Result(Outcome.FAILED, new DeploymentRefusedException(cause, "see \"status\" and the log"));
    }

    private Result keep(Archive archive, Product product) {
        Path file = file(archive, Optional.of(product));
        Optional<Archive> shipped = loader.soundClaims(archive.symbolicName())
                .filter(claim -> claim.origin() == Origin.SHIPPED)
                .findFirst()
                .flatMap(Claim::archive);
        try {
            deposit.put(archive, file);
            deposit.note(archive.symbolicName(), shipped);
            product.bind(file, Origin.DEPLOYED);
            loader.lookAtOnce();
            return new Result(Outcome.DEPLOYED, null);
        } catch (IOException e) {
            LOG.error("{} runs, but cannot be kept in {}", archive, file, e);
            // What runs is what the operator ordered: the file of before must not be loaded over it.
            loader.soundClaims(archive.symbolicName())
                    .forEach(claim -> rejections.rejectForGood(
                            claim.archive().orElseThrow(),
                            new DeploymentRefusedException("what was deployed runs instead", "deploy again")));
            return new Result(
                    Outcome.DEPLOYED,
                    new DeploymentRefusedException(
                            "it runs until the process ends, but cannot be kept: " + e,
                            "make room in " + deposit.folder() + " and deploy it again"));
        }
    }

    private Path file(Archive archive, Optional<Product> product) {
        return product.filter(p -> p.origin == Origin.DEPLOYED)
                .map(p -> p.file)
                .orElseGet(() -> deposit.folder().resolve(archive.symbolicName() + ".jar"));
    }

    private Archive take(Path jar) throws DeploymentRefusedException {
        // A pipe or a device would be read until somebody writes, or forever.
        if (Files.exists(jar) && !Files.isRegularFile(jar)) {
            throw new DeploymentRefusedException(jar + " is no file", "give the path of a bundle's jar");
        }
        try {
            return archives.take(jar);
        } catch (NoSuchFileException e) {
            throw new DeploymentRefusedException("there is no file " + jar, "give the path of a bundle's jar");
        } catch (IOException e) {
            throw new DeploymentRefusedException(
                    jar + " cannot be read: " + e, "let the user that the platform runs as read it");
        }
    }

    private static String version(Optional<Product> product) {
        return product.map(p -> p.archive.version().toString()).orElse("");
    }

    private static DeploymentReport report(
            String bundle, String from, String to, Outcome outcome, DeploymentRefusedException trouble, long start) {
        return new DeploymentReport(
                bundle,
                from,
                to,
                outcome,
                trouble == null ? "" : trouble.getMessage(),
                trouble == null ? "" : trouble.cure(),
                Duration.ofNanos(System.nanoTime() - start));
    }
}
