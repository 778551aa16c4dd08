package org.scst.runtime.deployment.internal.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scst.runtime.deployment.internal.archive.Archive;

/**
 * Which of the files that claim one bundle is in force, and why the others are not.
 *
 * <p>Within a folder the first stays: the file in force, else the one named as the bundle, else the first by name. Between the
 * folders the deployed one wins, unless the distribution has brought a newer one since: of a higher version, or, when the
 * deployment noted which shipped jar it took the place of, another one of at least the same version.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param winner whose jar is in force; empty when what runs shall go on as it is
 * @param refused files that stand beside another file of their folder
 * @param overridden the deployed file that a newer distribution overrides
 */
public record Choice(Optional<Claim> winner, List<Claim> refused, Optional<Claim> overridden) {

    /**
     * Chooses among the claims to one bundle.
     *
     * @param inForce the file that is in force now
     */
    public static Choice among(List<Claim> claims, Optional<Path> inForce) {
        List<Claim> deployed = ordered(claims, Origin.DEPLOYED, inForce);
        List<Claim> shipped = ordered(claims, Origin.SHIPPED, inForce);
        List<Claim> refused = new ArrayList<>();
        refused.addAll(deployed.subList(Math.min(1, deployed.size()), deployed.size()));
        refused.addAll(shipped.subList(Math.min(1, shipped.size()), shipped.size()));
        if (deployed.isEmpty() || shipped.isEmpty()) {
            Optional<Claim> only =
                    deployed.stream().findFirst().or(() -> shipped.stream().findFirst());
            return new Choice(only.filter(Choice::isSound), refused, Optional.empty());
        }
        return between(deployed.getFirst(), shipped.getFirst(), inForce, refused);
    }

    private static Choice between(Claim deployed, Claim shipped, Optional<Path> inForce, List<Claim> refused) {
        if (!isSound(deployed)) {
            // While something runs it goes on; at a start the shipped one is better than none.
            Optional<Claim> winner = inForce.isPresent()
                    ? Optional.empty()
                    : Optional.of(shipped).filter(Choice::isSound);
            return new Choice(winner, refused, Optional.empty());
        }
        if (isSound(shipped) && isNewer(shipped, deployed)) {
            return new Choice(Optional.of(shipped), refused, Optional.of(deployed));
        }
        return new Choice(Optional.of(deployed), refused, Optional.empty());
    }

    private static boolean isNewer(Claim shipped, Claim deployed) {
        Archive there = shipped.archive().orElseThrow();
        int order = there.version().compareTo(deployed.archive().orElseThrow().version());
        if (deployed.replaced().isEmpty()) {
            return order > 0;
        }
        return order >= 0 && !there.content().equals(deployed.replaced());
    }

    private static boolean isSound(Claim claim) {
        return claim.archive().isPresent();
    }

    private static List<Claim> ordered(List<Claim> claims, Origin origin, Optional<Path> inForce) {
        return claims.stream()
                .filter(claim -> claim.origin() == origin)
                .sorted((one, other) -> compare(one, other, inForce))
                .toList();
    }

    private static int compare(Claim one, Claim other, Optional<Path> inForce) {
        int order = Integer.compare(rank(one, inForce), rank(other, inForce));
        return order == 0 ? one.file().compareTo(other.file()) : order;
    }

    /** The less, the earlier. */
    private static int rank(Claim claim, Optional<Path> inForce) {
        boolean isInForce = inForce.isPresent() && inForce.get().equals(claim.file());
        return (isInForce ? 0 : 4) + (isSound(claim) ? 0 : 2) + (claim.isNamedAsItsBundle() ? 0 : 1);
    }
}
