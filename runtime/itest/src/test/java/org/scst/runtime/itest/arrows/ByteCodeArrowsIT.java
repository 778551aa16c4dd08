package org.scst.runtime.itest.arrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan's arrows, read from the byte code of the shipped jars. */
class ByteCodeArrowsIT {
    /** Each pins the class loaders of old revisions: seen with the old and the new revision of a driver side by side. */
    private static final Set<String> FORBIDDEN_WHEN_UPDATABLE = Set.of(
            "io.netty.util.Recycler",
            "io.netty.util.internal.ObjectPool",
            "io.netty.util.concurrent.FastThreadLocal",
            "io.netty.channel.SimpleChannelInboundHandler");

    static List<Room> house() {
        return Room.HOUSE;
    }

    static Stream<Room> updatable() {
        return Room.HOUSE.stream().filter(Room::updatable);
    }

    @ParameterizedTest
    @MethodSource("house")
    void shouldUseOnlyWhatThePlanAllows(Room room) throws IOException {
        assertEquals(List.of(), arrows(room, arrow -> !mayUse(room, arrow.getTargetClass())));
    }

    @ParameterizedTest
    @MethodSource("updatable")
    void shouldNotUseNettyClassesThatOutliveARevision(Room room) throws IOException {
        assertEquals(
                List.of(),
                arrows(
                        room,
                        arrow -> FORBIDDEN_WHEN_UPDATABLE.contains(
                                outermost(arrow.getTargetClass()).getName())));
    }

    /** A second revision that makes a key of the same name fails; {@code AttributeKey.valueOf} does not. */
    @ParameterizedTest
    @MethodSource("updatable")
    void shouldNotMakeAttributeKeysThatMustBeNew(Room room) throws IOException {
        List<String> calls = classesOf(room).stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("io.netty.util.AttributeKey"))
                .filter(call -> call.getName().equals("newInstance"))
                .map(JavaAccess::getDescription)
                .sorted()
                .toList();
        assertEquals(List.of(), calls);
    }

    @ParameterizedTest
    @MethodSource("house")
    void shouldHoldOnlyItsOwnPackages(Room room) throws IOException {
        List<String> strangers = classesOf(room).stream()
                .filter(type -> !room.isOwn(type.getPackageName()))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertEquals(List.of(), strangers);
    }

    private static List<String> arrows(Room room, Predicate<Dependency> wrong) throws IOException {
        return classesOf(room).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(wrong)
                .map(Dependency::getDescription)
                .sorted()
                .toList();
    }

    private static boolean mayUse(Room room, JavaClass target) {
        JavaClass element = target.getBaseComponentType();
        return element.isPrimitive() || room.mayUse(element.getPackageName());
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type.getBaseComponentType();
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static JavaClasses classesOf(Room room) throws IOException {
        try (JarFile jar = room.jar()) {
            JavaClasses classes = new ClassFileImporter().importJar(jar);
            assertFalse(classes.isEmpty(), "nothing to read in " + room);
            return classes;
        }
    }
}
