package org.scst.iscsi.internal.isns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.iscsi.internal.portal.PortalAddress;

class NamedInitiatorsTest {
    private static final InetSocketAddress SERVER = PortalAddress.parse("192.0.2.5:3205");
    private static final Map<String, Set<String>> NAMED =
            Map.of("iqn.x:san", Set.of("iqn.x:a", "iqn.x:b"), "iqn.x:nobodys", Set.of());

    @TempDir
    private Path state;

    private NamedInitiators named;

    @BeforeEach
    void keep() {
        named = again();
        named.keep(SERVER, NAMED);
    }

    private NamedInitiators again() {
        return new NamedInitiators(Optional.of(state));
    }

    private Path file() {
        return state.resolve("isns_initiators");
    }

    @Test
    void shouldKnowWhatAServerSaidLast() throws IOException {
        assertEquals(NAMED, again().of(SERVER));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        named.keep(SERVER, Map.of());
        assertEquals(Map.of(), again().of(SERVER));
    }

    @Test
    void shouldSayNothingOfAnotherServer() {
        assertEquals(Map.of(), again().of(PortalAddress.parse("192.0.2.6:3205")));
    }

    @Test
    void shouldSayNothingWhenItsFileIsDamaged() throws IOException {
        byte[] good = Files.readAllBytes(file());
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file(), bad);
            assertEquals(Map.of(), again().of(SERVER), "byte " + i);
        }
        Files.write(file(), new byte[] {(byte) 0xFF});
        assertEquals(Map.of(), again().of(SERVER));
    }

    @Test
    void shouldKeepNoNameThatWouldBeAnother() {
        named.keep(SERVER, Map.of("iqn.x:san", Set.of("iqn.x:a\niqn.x:other iqn.x:b", "", "iqn.x:c d", "iqn.x:e")));
        assertEquals(Map.of("iqn.x:san", Set.of("iqn.x:e")), again().of(SERVER));
    }

    @Test
    void shouldForget() {
        named.forget();
        assertEquals(Map.of(), again().of(SERVER));
        named.forget();
    }

    @Test
    void shouldKeepNothingWithoutAFolder() {
        NamedInitiators nowhere = new NamedInitiators(Optional.empty());
        nowhere.keep(SERVER, NAMED);
        nowhere.forget();
        assertEquals(Map.of(), nowhere.of(SERVER));
    }
}
