package org.scst.runtime.itest.arrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
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
        JavaClasses classes = classesOf(room);
        assertFalse(classes.isEmpty(), "nothing to read in " + room);
        List<String> arrows = classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(arrow -> !mayUse(room, arrow.getTargetClass()))
                .map(Dependency::getDescription)
                .sorted()
                .toList();
        assertEquals(List.of(), arrows);
    }

    @ParameterizedTest
    @MethodSource("updatable")
    void shouldNotUseNettyClassesThatOutliveARevision(Room room) throws IOException {
        List<String> arrows = classesOf(room).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(arrow -> FORBIDDEN_WHEN_UPDATABLE.contains(
                        outermost(arrow.getTargetClass()).getName()))
                .map(Dependency::getDescription)
                .sorted()
                .toList();
        assertEquals(List.of(), arrows);
    }

    /** A second revision that makes a key of the same name fails; {@code AttributeKey.valueOf} does not. */
    @ParameterizedTest
    @MethodSource("updatable")
    void shouldNotMakeAttributeKeysThatMustBeNew(Room room) throws IOException {
        List<String> calls = classesOf(room).stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("io.netty.util.AttributeKey"))
                .filter(call -> call.getName().equals("newInstance"))
                .map(JavaMethodCall::getDescription)
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
            return new ClassFileImporter().importJar(jar);
        }
    }
}
