package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredObjectsTest {

    @Test
    void shouldSortWhatConfigAdminHolds() throws IOException {
        ConfiguredObjects objects = ConfiguredObjects.read(new FakeConfigurationAdmin()
                .singleton("org.scst.core", Map.of("scst_max_cmd_mem", "64"))
                .singleton("org.scst.iscsi", Map.of("portals", "[::1]:3260"))
                .factory("org.scst.vdisk", "disk1", Map.of("file", "/a"))
                .factory("org.scst.iscsi.target", "san", Map.of("lun.0", "disk1"))
                .factory("org.scst.core.group", "esx", Map.of("target", "san"))
                .admin());
        assertEquals("64", objects.settings().get("org.scst.core").get("scst_max_cmd_mem"));
        assertEquals("[::1]:3260", objects.settings().get("org.scst.iscsi").get("portals"));
        assertEquals(Map.of("file", "/a"), objects.devices().get("disk1").properties());
        assertEquals("org.scst.vdisk", objects.devices().get("disk1").pid());
        assertEquals("org.scst.iscsi", objects.targets().iterator().next().driverPid());
        assertEquals(Map.of(), objects.targets().iterator().next().properties());
        assertEquals("0 disk1\n", objects.targets().iterator().next().luns().text());
        assertEquals(Map.of("target", "san"), objects.groups().get("esx").properties());
        assertTrue(objects.duplicates().isEmpty());
    }

    @Test
    void shouldTellTwoDevicesOfOneName() throws IOException {
        ConfiguredObjects objects = ConfiguredObjects.read(new FakeConfigurationAdmin()
                .factory("org.scst.vdisk", "disk1", Map.of())
                .factory("org.scst.passthru", "disk1", Map.of())
                .admin());
        assertEquals("org.scst.vdisk", objects.devices().get("disk1").pid());
        assertEquals(
                List.of("org.scst.passthru"),
                objects.duplicates().stream()
                        .map(ConfiguredObjects.Instance::pid)
                        .toList());
    }

    @Test
    void shouldTakeAnEmptyConfiguration() throws IOException {
        assertTrue(ConfiguredObjects.read(new FakeConfigurationAdmin().admin())
                .devices()
                .isEmpty());
    }
}
