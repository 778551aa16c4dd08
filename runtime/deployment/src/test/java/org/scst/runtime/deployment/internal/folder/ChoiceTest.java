package org.scst.runtime.deployment.internal.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.scst.runtime.deployment.internal.archive.Archive;

class ChoiceTest {
    private static Claim claim(String file, Origin origin, String version, String content, String replaced) {
        Archive archive =
                new Archive(Path.of("copy"), () -> content, "a", Version.parseVersion(version), new Manifest());
        return new Claim("a", Path.of("/" + origin, file), origin, Optional.of(archive), replaced);
    }

    private static Claim deployed(String version, String replaced) {
        return claim("a.jar", Origin.DEPLOYED, version, "deployed", replaced);
    }

    private static Claim shipped(String version, String content) {
        return claim("a.jar", Origin.SHIPPED, version, content, "");
    }

    private static Claim unsound(Claim claim) {
        return new Claim("a", claim.file(), claim.origin(), Optional.empty(), "");
    }

    private static Optional<Claim> winner(Optional<Path> inForce, Claim... claims) {
        return Choice.among(List.of(claims), inForce).winner();
    }

    @Test
    void shouldLetTheFirstFileOfABundleStay() {
        Claim first = claim("z.jar", Origin.DEPLOYED, "1", "x", "");
        Claim second = claim("a.jar", Origin.DEPLOYED, "2", "y", "");
        Choice choice = Choice.among(List.of(second, first), Optional.of(first.file()));
        assertEquals(Optional.of(first), choice.winner());
        assertEquals(List.of(second), choice.refused());
    }

    @Test
    void shouldPreferTheFileThatIsNamedAsItsBundle() {
        Claim named = claim("a.jar", Origin.DEPLOYED, "1", "x", "");
        Claim versioned = claim("a-0.1.jar", Origin.DEPLOYED, "2", "y", "");
        assertEquals(Optional.of(named), winner(Optional.empty(), versioned, named));
    }

    @Test
    void shouldLetADeployedJarOutliveTheDistributionItWasDeployedOver() {
        Claim older = deployed("1.0.0", "shipped");
        assertEquals(Optional.of(older), winner(Optional.empty(), older, shipped("2.0.0", "shipped")));
    }

    @Test
    void shouldLetADistributionThatHasBroughtAnotherJarOfTheSameVersionWin() {
        Choice choice =
                Choice.among(List.of(deployed("1.0.0", "before"), shipped("1.0.0", "rebuilt")), Optional.empty());
        assertEquals(Origin.SHIPPED, choice.winner().orElseThrow().origin());
        assertEquals(Origin.DEPLOYED, choice.overridden().orElseThrow().origin());
    }

    @Test
    void shouldKeepADeployedJarThatIsNewerThanWhatTheDistributionBrings() {
        Claim newer = deployed("3.0.0", "before");
        assertEquals(Optional.of(newer), winner(Optional.empty(), newer, shipped("2.0.0", "other")));
    }

    @Test
    void shouldLetVersionsDecideAboutAFileThatWasNotDeployedByCommand() {
        Claim dropped = deployed("1.0.0", "");
        assertEquals(Optional.of(dropped), winner(Optional.empty(), dropped, shipped("1.0.0", "other")));
        Claim newer = shipped("1.0.1", "other");
        assertEquals(Optional.of(newer), winner(Optional.empty(), dropped, newer));
    }

    @Test
    void shouldGoOnWithWhatRunsWhileItsFileIsUnsoundAndStartTheShippedOneOtherwise() {
        Claim broken = unsound(deployed("1.0.0", ""));
        Claim shipped = shipped("1.0.0", "shipped");
        assertTrue(winner(Optional.of(broken.file()), broken, shipped).isEmpty());
        assertEquals(Optional.of(shipped), winner(Optional.empty(), broken, shipped));
    }
}
