package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.device.DeviceConfiguration.Identity;

class IdentitiesTest {

    @TempDir
    private Path state;

    private Identities identities() throws IOException {
        return new Identities(state);
    }

    @Test
    void shouldKeepAnIdentityOverARestart() throws IOException {
        Identity before = identities().device("a");
        assertEquals(before, identities().device("a"));
    }

    @Test
    void shouldDifferFromAnotherInstallationWithEqualNames() throws IOException {
        Path other = Files.createDirectory(state.resolve("other"));
        assertNotEquals(
                identities().device("a").naa(),
                new Identities(other).device("a").naa());
    }

    @Test
    void shouldTakeTheWholeIdentityAlongWhenADeviceIsRenamed() throws IOException {
        Identities identities = identities();
        Identity before = identities.device("a");
        identities.rename("a", "b");
        identities.rename("b", "c");
        assertEquals(before, identities.device("c"));
        assertEquals(before, identities().device("c"));
    }

    @Test
    void shouldGiveTheOldNameANewIdentity() throws IOException {
        Identities identities = identities();
        Set<Long> seen = new HashSet<>();
        seen.add(identities.device("a").naa());
        seen.add(identities.device("x").naa());
        identities.rename("a", "b");
        seen.add(identities.device("b").naa());
        seen.add(identities.device("a").naa());
        seen.add(identities.device("y").naa());
        assertEquals(4, seen.size());
    }

    @Test
    void shouldNotTakeAnIdentityFromANameThatHasOne() throws IOException {
        Identities identities = identities();
        Identity a = identities.device("a");
        Identity b = identities.device("b");
        identities.rename("a", "b");
        identities.rename("never seen", "c");
        assertEquals(a, identities.device("a"));
        assertEquals(b, identities.device("b"));
    }

    @Test
    void shouldNumberPortsFromOneAndKeepTheirNumbers() throws IOException {
        Identities identities = identities();
        identities.ports(List.of("iqn.x:a=b", "iqn.x:c"));
        assertEquals(1, identities.port("iqn.x:a=b"));
        assertEquals(2, identities.port("iqn.x:c"));
        identities.ports(List.of("iqn.x:c", "iqn.x:a"));
        assertEquals(2, identities.port("iqn.x:c"));
        assertEquals(3, identities.port("iqn.x:a"));
        assertEquals(1, identities().port("iqn.x:a=b"));
    }

    @Test
    void shouldRefuseADamagedFileInsteadOfMakingNewIdentities() throws IOException {
        identities().device("a");
        Path file = state.resolve("identities");
        Files.writeString(file, Files.readString(file).replace("device.a", "device.b"));
        IOException refused = assertThrows(IOException.class, this::identities);
        assertEquals(true, refused.getMessage().contains("damaged"));
    }

    @Test
    void shouldMakeManyIdentitiesInOnePiece() throws IOException {
        Identities identities = identities();
        Identity first = identities.device("a");
        identities.devices(List.of("a", "b", "c"));
        assertEquals(first, identities.known("a"));
        Set<Long> seen = new HashSet<>();
        for (String name : List.of("a", "b", "c", "d")) {
            seen.add(identities().device(name).naa());
        }
        assertEquals(4, seen.size());
    }
}
