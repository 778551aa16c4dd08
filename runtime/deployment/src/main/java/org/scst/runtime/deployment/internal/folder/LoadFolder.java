package org.scst.runtime.deployment.internal.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.runtime.deployment.DeploymentProblem;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.internal.archive.Archive;
import org.scst.runtime.deployment.internal.archive.Archives;

/**
 * One folder of jars and what was seen of each. A folder that is missing changes nothing: it was moved or not mounted, and no
 * wish to uninstall everything.
 *
 * <p><i>Threading:</i> confined to the deployment's thread.
 */
public final class LoadFolder {
    /** Timestamps are coarse: a file changed so shortly before it was read may change again without a trace. */
    private static final Duration COARSE = Duration.ofSeconds(2);
    /** A file that is being written shows a new stamp within this time. */
    private static final Duration QUIET = Duration.ofMillis(250);

    private final Path folder;
    private final Origin origin;
    private final Archives archives;
    private final InstantSource clock;
    private final Map<Path, Sighting> sightings = new TreeMap<>();
    private boolean unsettled;

    /** A folder; nothing is seen yet. */
    public LoadFolder(Path folder, Origin origin, Archives archives, InstantSource clock) {
        this.folder = folder;
        this.origin = origin;
        this.archives = archives;
        this.clock = clock;
    }

    /** What is known of one file. */
    private static final class Sighting {
        private FileStamp stamp;
        /** Digest of what was refused, so that it is not taken again while it is the same. */
        private String refused = "";

        private String symbolicName = "";
        private Instant changedAt = Instant.MIN;
        private boolean isRead;
        private Instant readAt = Instant.MIN;
        private Optional<Archive> archive = Optional.empty();
        private Optional<DeploymentProblem> problem = Optional.empty();

        /** Whether a file still holds what was read last; nothing was before, or after it could not be read. */
        private boolean isOf(Path file) throws IOException {
            if (archive.isEmpty() && refused.isEmpty()) {
                return false;
            }
            return archive.map(Archive::content).orElse(refused).equals(Archives.content(file));
        }
    }

    /**
     * Looks at every file. What has just changed is read by a later look only, unless it shall be read at once: somebody may
     * still be writing it.
     */
    public void look(boolean atOnce) {
        unsettled = false;
        Optional<Map<Path, FileStamp>> listed = list();
        if (listed.isEmpty()) {
            return;
        }
        Set<Path> gone = new TreeSet<>(sightings.keySet());
        gone.removeAll(listed.get().keySet());
        gone.forEach(sightings::remove);
        listed.get().forEach((file, stamp) -> look(file, stamp, atOnce));
    }

    private void look(Path file, FileStamp stamp, boolean atOnce) {
        Sighting sighting = sightings.computeIfAbsent(file, f -> new Sighting());
        if (!stamp.equals(sighting.stamp)) {
            sighting.stamp = stamp;
            sighting.changedAt = clock.instant();
            sighting.isRead = false;
        }
        boolean mayChangeStill = clock.instant().isBefore(sighting.changedAt.plus(QUIET));
        if (mayChangeStill && !atOnce) {
            unsettled |= !sighting.isRead;
        } else if (!sighting.isRead
                || sighting.readAt.isBefore(stamp.changed().toInstant().plus(COARSE))) {
            read(file, sighting);
        }
    }

    private void read(Path file, Sighting sighting) {
        sighting.readAt = clock.instant();
        sighting.isRead = true;
        try {
            if (!sighting.isOf(file)) {
                sighting.archive = Optional.empty();
                sighting.problem = Optional.empty();
                sighting.refused = "";
                take(file, sighting);
            }
        } catch (DeploymentRefusedException refused) {
            sighting.refused = contentOf(file);
            sighting.problem = Optional.of(problem(file, sighting, refused));
        } catch (IOException unreadable) {
            sighting.refused = "";
            sighting.archive = Optional.empty();
            sighting.problem = Optional.of(problem(
                    file,
                    sighting,
                    new DeploymentRefusedException(
                            "it cannot be read: " + unreadable, "let the platform's user read it")));
        }
    }

    private void take(Path file, Sighting sighting) throws IOException, DeploymentRefusedException {
        Archive archive = archives.take(file);
        if (sighting.symbolicName.isEmpty()) {
            sighting.symbolicName = archive.symbolicName();
        } else if (!sighting.symbolicName.equals(archive.symbolicName())) {
            throw new DeploymentRefusedException(
                    "it holds " + archive.symbolicName() + ", and this file is " + sighting.symbolicName + "'s",
                    "put that bundle into a file of its own, " + archive.symbolicName() + ".jar");
        }
        sighting.archive = Optional.of(archive);
    }

    private static String contentOf(Path file) {
        try {
            return Archives.content(file);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static DeploymentProblem problem(Path file, Sighting sighting, DeploymentRefusedException refused) {
        return new DeploymentProblem(file.toString(), sighting.symbolicName, refused.getMessage(), refused.cure());
    }

    /** Whether a file was changing when it was last looked at. */
    public boolean isUnsettled() {
        return unsettled;
    }

    /** Whether a file is there that holds a bundle, or may do so once it is sound. */
    public boolean holds(Path file, String symbolicName) {
        Sighting sighting = sightings.get(file);
        return sighting != null && (sighting.symbolicName.isEmpty() || sighting.symbolicName.equals(symbolicName));
    }

    /** The claims of its files, by file. */
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        sightings.forEach((file, sighting) -> {
            if (!sighting.symbolicName.isEmpty()) {
                claims.add(new Claim(sighting.symbolicName, file, origin, sighting.archive, replaced(sighting)));
            }
        });
        return claims;
    }

    private String replaced(Sighting sighting) {
        return origin == Origin.SHIPPED ? "" : new Deposit(folder).replaced(sighting.symbolicName);
    }

    /** What is wrong with its files. */
    public List<DeploymentProblem> problems() {
        return sightings.values().stream()
                .flatMap(sighting -> sighting.problem.stream())
                .toList();
    }

    private Optional<Map<Path, FileStamp>> list() {
        Map<Path, FileStamp> files = new HashMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "[!.]*.jar")) {
            for (Path jar : jars) {
                if (Files.isRegularFile(jar)) {
                    files.put(jar, FileStamp.of(jar));
                }
            }
            return Optional.of(files);
        } catch (IOException missing) {
            return Optional.empty();
        }
    }
}
