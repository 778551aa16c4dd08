package org.scst.runtime.itest.arrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Constants;

/** What lets the shipped jars stand in one class path. */
class ClassPathIT {
    private static final Path DISTRIBUTION = Path.of(System.getProperty("scst.distribution"));

    /** Both jars of one release have them, byte for byte. */
    private static final String IN_TWO_JARS_OF_PAX_LOGGING = "org/ops4j/pax/logging/spi/support/";

    static List<Room> house() {
        return Room.HOUSE;
    }

    /** Those that start beside the revision before: nobody is wired to them. */
    static Stream<Room> replacedAlone() {
        return Room.HOUSE.stream()
                .filter(room ->
                        room.updatable() && room.exports().stream().noneMatch(name -> isUsedByOthers(room, name)));
    }

    private static boolean isUsedByOthers(Room room, String packageName) {
        return Room.HOUSE.stream().anyMatch(other -> !other.equals(room) && other.mayUse(packageName));
    }

    @Test
    void shouldHaveNoClassTwice() throws IOException {
        Map<String, Path> found = new HashMap<>();
        Set<String> twice = new TreeSet<>();
        for (String folder : List.of("lib", "connected", "bundle", "load")) {
            for (Path jar : jars(folder)) {
                for (String name : classes(jar)) {
                    Path first = found.putIfAbsent(name, jar);
                    if (first != null && !name.startsWith(IN_TWO_JARS_OF_PAX_LOGGING)) {
                        twice.add(name + " in " + first.getFileName() + " and " + jar.getFileName());
                    }
                }
            }
        }
        assertFalse(found.isEmpty());
        assertEquals(Set.of(), twice);
    }

    @Test
    void shouldListWhatIsShippedOfTheProduct() throws IOException {
        List<String> shipped = jars("load").stream()
                .map(jar -> jar.getFileName().toString())
                .sorted()
                .toList();
        assertEquals(shipped, Files.readAllLines(DISTRIBUTION.resolve("conf/shipped")));
    }

    /** The framework asks for the loader of whom a bundle is wired to while it makes the bundle's own. */
    @ParameterizedTest
    @MethodSource("house")
    void shouldWireNobodyInACircle(Room room) throws IOException {
        Set<Room> reached = new HashSet<>();
        reach(room, reached);
        assertFalse(reached.contains(room));
    }

    @ParameterizedTest
    @MethodSource("replacedAlone")
    void shouldNotTakeItsOwnPackagesFromTheRevisionBefore(Room room) throws IOException {
        Set<String> both = new TreeSet<>(room.exports());
        both.retainAll(imports(room));
        assertEquals(Set.of(), both);
    }

    private static void reach(Room room, Set<Room> reached) throws IOException {
        Set<String> imports = imports(room);
        for (Room other : Room.HOUSE) {
            if (!other.equals(room) && imports.stream().anyMatch(other.exports()::contains) && reached.add(other)) {
                reach(other, reached);
            }
        }
    }

    private static Set<String> imports(Room room) throws IOException {
        try (JarFile jar = room.jar()) {
            return new TreeSet<>(
                    ManifestHeader.names(jar.getManifest().getMainAttributes().getValue(Constants.IMPORT_PACKAGE)));
        }
    }

    private static List<Path> jars(String folder) throws IOException {
        try (Stream<Path> files = Files.list(DISTRIBUTION.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static List<String> classes(Path jar) throws IOException {
        Predicate<String> apart = name -> name.startsWith("META-INF/") || name.equals("module-info.class");
        try (JarFile content = new JarFile(jar.toFile())) {
            return content.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .filter(apart.negate())
                    .toList();
        }
    }
}
