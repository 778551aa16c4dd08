package org.scst.runtime.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNameTest {

    @Test
    void shouldSplitAtTheFirstDash() {
        assertEquals(
                Optional.of(new ObjectName("org.scst.vdisk", "disk-1")),
                ObjectName.ofFile("org.scst.vdisk-disk-1.cfg"));
    }

    @Test
    void shouldBeASingletonWithoutDash() {
        assertEquals(Optional.of(new ObjectName("org.scst.iscsi", "")), ObjectName.ofFile("org.scst.iscsi.cfg"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-disk1.cfg",
                "org.scst.vdisk-.cfg",
                "org scst.cfg",
                ".cfg",
                "org.scst.vdisk- a.cfg",
                "a\u0007-b.cfg"
            })
    void shouldRefuseAFileNameThatIsNoObject(String file) {
        assertEquals(Optional.empty(), ObjectName.ofFile(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".org.scst.vdisk-a.cfg.swp", "org.scst.vdisk-a.cfg~", "org.scst.vdisk-a.cfg.new", ".hidden.cfg"})
    void shouldNotLookAtWhatEditorsLeaveBehind(String file) {
        assertFalse(ObjectName.isConfigurationFile(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.scst.vdisk-disk1.cfg",
                "org.scst.iscsi.cfg",
                "org.scst.iscsi.target-iqn.2026-11.org.example:san.cfg"
            })
    void shouldGiveBackTheFileItCameFrom(String file) {
        assertEquals(file, ObjectName.ofFile(file).orElseThrow().file());
    }
}
