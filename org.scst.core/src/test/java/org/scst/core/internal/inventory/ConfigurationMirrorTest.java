package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osgi.service.cm.ConfigurationEvent;

class ConfigurationMirrorTest {
    private static final String DISK = "org.scst.vdisk";
    private static final String TARGET = "org.scst.iscsi.target";

    private final FakeConfigurationAdmin files = new FakeConfigurationAdmin();
    private final ConfigurationMirror mirror = new ConfigurationMirror(files.admin());

    private ConfiguredObjects taken() throws IOException {
        ConfiguredObjects objects = mirror.read();
        objects.taken();
        return objects;
    }

    private void tell(int type, String factoryPid, String name) {
        mirror.configurationEvent(new ConfigurationEvent(files.reference(), type, factoryPid, factoryPid + "~" + name));
    }

    private void update(String factoryPid, String name, Map<String, String> properties) {
        files.remove(factoryPid + "~" + name).factory(factoryPid, name, properties);
        tell(ConfigurationEvent.CM_UPDATED, factoryPid, name);
    }

    private void delete(String factoryPid, String name) {
        files.remove(factoryPid + "~" + name);
        tell(ConfigurationEvent.CM_DELETED, factoryPid, name);
    }

    @Test
    void shouldTouchOnlyWhatHasChanged() throws IOException {
        files.factory(DISK, "a", Map.of()).factory(DISK, "b", Map.of()).factory(TARGET, "san", Map.of());
        assertEquals(Set.of("a", "b"), mirror.read().touchedDevices());
        taken();
        assertEquals(Set.of(), mirror.read().touchedDevices());
        update(DISK, "b", Map.of("size", "1G"));
        ConfiguredObjects objects = mirror.read();
        assertEquals(Set.of("b"), objects.touchedDevices());
        assertEquals(Map.of("size", "1G"), objects.devices().get("b").properties());
        assertFalse(objects.driversTouched());
        assertEquals(1, objects.targets().size());
    }

    @Test
    void shouldTellWhatIsGone() throws IOException {
        files.factory(DISK, "a", Map.of()).factory(DISK, "b", Map.of());
        taken();
        delete(DISK, "a");
        ConfiguredObjects objects = mirror.read();
        assertEquals(Set.of("a"), objects.gone(Set.of("a", "b")));
        assertEquals(Set.of("b"), objects.devices().keySet());
        objects.taken();
        assertEquals(Set.of(), objects.gone(Set.of("b")));
    }

    @Test
    void shouldTouchDriversForATargetAndForASingleton() throws IOException {
        taken();
        update(TARGET, "san", Map.of());
        assertTrue(mirror.read().driversTouched());
        taken();
        files.singleton("org.scst.iscsi", Map.of("portals", "x"));
        mirror.configurationEvent(
                new ConfigurationEvent(files.reference(), ConfigurationEvent.CM_UPDATED, null, "org.scst.iscsi"));
        ConfiguredObjects objects = mirror.read();
        assertTrue(objects.driversTouched());
        assertEquals(Map.of("portals", "x"), objects.settings().get("org.scst.iscsi"));
    }

    @Test
    void shouldKeepTouchedWhatNoGenerationHasTakenYet() throws IOException {
        taken();
        update(DISK, "a", Map.of());
        mirror.read();
        update(DISK, "b", Map.of());
        assertEquals(Set.of("a", "b"), mirror.read().touchedDevices());
    }

    @Test
    void shouldLeaveANameWithTheFileThatClaimedItFirstUntilThatGoes() throws IOException {
        files.factory(DISK, "a", Map.of()).factory("org.scst.passthru", "a", Map.of());
        taken();
        update(DISK, "a", Map.of("size", "1G"));
        assertEquals(DISK, mirror.read().devices().get("a").pid());
        taken();
        delete(DISK, "a");
        ConfiguredObjects objects = mirror.read();
        assertEquals("org.scst.passthru", objects.devices().get("a").pid());
        assertEquals(Set.of("a"), objects.touchedDevices());
        assertTrue(objects.duplicates().isEmpty());
    }

    @Test
    void shouldReadEverythingAnewAfterAFailure() throws IOException {
        files.factory(DISK, "a", Map.of());
        taken();
        files.fail(true);
        tell(ConfigurationEvent.CM_UPDATED, DISK, "a");
        try {
            mirror.read();
        } catch (IOException expected) {
            files.fail(false);
        }
        assertEquals(Set.of("a"), mirror.read().touchedDevices());
        assertEquals(Set.of("lost"), mirror.read().gone(Set.of("a", "lost")));
    }
}
