package org.scst.iscsi.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.target.DriverProblem;

/** SCST's users find SCST's attributes by their names. */
class AttributeNamesTest {
    private static Set<String> attributes(Class<?> file) {
        return Arrays.stream(file.getDeclaredMethods())
                .map(Method::getName)
                .map(name -> name.replace("__", "_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled", "iSNSServer", "isns_entity_name", "internal_portal", "link_local"})
    void shouldHaveTheAttributesOfTheDriver(String name) {
        assertTrue(attributes(DriverProperties.class).contains(name), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enabled",
                "alias",
                "allowed_portal",
                "per_portal_acl",
                "redirect",
                "QueuedCommands",
                "MaxSessions",
                "NopInInterval",
                "NopInTimeout",
                "RspTimeout",
                "InitialR2T",
                "ImmediateData",
                "MaxRecvDataSegmentLength",
                "MaxXmitDataSegmentLength",
                "MaxBurstLength",
                "FirstBurstLength",
                "MaxOutstandingR2T",
                "HeaderDigest",
                "DataDigest"
            })
    void shouldHaveTheAttributesOfATarget(String name) {
        assertTrue(attributes(TargetProperties.class).contains(name), name);
    }

    /** Metatype's defaults are what operators read; the settings are what holds. */
    @ParameterizedTest
    @ValueSource(classes = {TargetProperties.class, DriverProperties.class})
    void shouldHoldTheDefaultsThatMetatypeTells(Class<?> file) {
        Map<String, String> told = Arrays.stream(file.getDeclaredMethods())
                .filter(method -> method.getDefaultValue() != null)
                .filter(method -> !method.getDefaultValue().equals(""))
                .collect(Collectors.toMap(
                        method -> method.getName().replace("__", "_"),
                        method -> String.valueOf(method.getDefaultValue())));
        List<DriverProblem> problems = new ArrayList<>();

        if (file.equals(DriverProperties.class)) {
            assertEquals(
                    DriverSettings.DEFAULT.portals(),
                    DriverSettings.of(told, problems).portals());
            assertEquals(
                    DriverSettings.DEFAULT.linkLocal(),
                    DriverSettings.of(told, problems).linkLocal());
            assertEquals(
                    DriverSettings.DEFAULT.enabled(),
                    DriverSettings.of(told, problems).enabled());
        } else {
            TargetSettings read = TargetSettings.of("", told, problems);
            TargetSettings without = TargetSettings.of("", Map.of(), problems);
            assertEquals(without.access(), read.access());
            assertEquals(without.limits(), read.limits());
            assertEquals(without.maxXmitDataSegmentLength(), read.maxXmitDataSegmentLength());
            read.keys().forEach((key, value) -> assertEquals(key.wanted(), value, key.name()));
        }
        assertEquals(List.of(), problems);
    }
}
