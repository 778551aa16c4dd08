package org.scst.runtime.itest.arrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Constants;

/** The plan's arrows, read from the manifests of the shipped jars: what the framework will wire. */
class ManifestArrowsIT {
    static List<Room> house() {
        return Room.HOUSE;
    }

    @ParameterizedTest
    @MethodSource("house")
    void shouldImportOnlyWhatThePlanAllows(Room room) throws IOException {
        List<String> forbidden = packages(room, Constants.IMPORT_PACKAGE).stream()
                .filter(name -> !room.mayUse(name))
                .toList();
        assertEquals(List.of(), forbidden);
    }

    @ParameterizedTest
    @MethodSource("house")
    void shouldExportExactlyWhatThePlanNames(Room room) throws IOException {
        assertEquals(new TreeSet<>(room.exports()), packages(room, Constants.EXPORT_PACKAGE));
    }

    @ParameterizedTest
    @MethodSource("house")
    void shouldNotReachOtherBundlesByAnotherWayThanImports(Room room) throws IOException {
        Attributes manifest = manifest(room);
        assertNull(manifest.getValue(Constants.REQUIRE_BUNDLE));
        assertNull(manifest.getValue(Constants.DYNAMICIMPORT_PACKAGE));
        assertNull(manifest.getValue(Constants.FRAGMENT_HOST));
        assertNull(manifest.getValue(Constants.BUNDLE_CLASSPATH));
    }

    @ParameterizedTest
    @MethodSource("house")
    void shouldBeNamedAsItsFolder(Room room) throws IOException {
        assertEquals(room.bundle(), manifest(room).getValue(Constants.BUNDLE_SYMBOLICNAME));
    }

    private static Attributes manifest(Room room) throws IOException {
        try (JarFile jar = room.jar()) {
            return jar.getManifest().getMainAttributes();
        }
    }

    private static Set<String> packages(Room room, String header) throws IOException {
        return new TreeSet<>(ManifestHeader.names(manifest(room).getValue(header)));
    }
}
