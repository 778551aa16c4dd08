package org.scst.vdisk.internal.configuration;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.device.ConfigurationException;
import org.scst.core.store.StoreDefaults;

/** Every creation parameter and attribute that virtual disks have in SCST either does something here or is refused by its name. */
class ScstAttributesTest {

    /** Where one is heeded. */
    enum Heeded {
        BY_THE_DISK,
        BY_THE_STORE,
        BY_CORE,
        NOWHERE
    }

    private static DiskSettings read(Map<String, String> properties) throws ConfigurationException {
        return DiskSettings.read("disk1", new DeviceProperties(properties), "fileio", StoreDefaults.OF_FILES);
    }

    @ParameterizedTest
    @CsvSource({
        "filename, /srv/a, BY_THE_STORE",
        "blocksize, 4096, BY_THE_DISK",
        "active, 0, NOWHERE",
        "bind_alua_state, 1, BY_CORE",
        "read_only, 1, BY_THE_DISK",
        "write_through, 1, BY_THE_DISK",
        "nv_cache, 1, BY_THE_DISK",
        "o_direct, 1, BY_THE_STORE",
        "async, 1, NOWHERE",
        "removable, 1, BY_THE_DISK",
        "rotational, 0, BY_THE_DISK",
        "thin_provisioned, 1, BY_THE_DISK",
        "tst, 0, BY_THE_DISK",
        "cluster_mode, 1, NOWHERE",
        "dif_mode, tgt, NOWHERE",
        "dif_type, 1, NOWHERE",
        "dif_static_app_tag, 5, NOWHERE",
        "dif_filename, /srv/b, NOWHERE",
        "numa_node_id, 0, NOWHERE",
        "t10_dev_id, abc, BY_THE_DISK",
        "size, 1M, BY_THE_STORE",
        "size_mb, 1, NOWHERE",
        "dummy, 1, NOWHERE",
        "read_zero, 1, NOWHERE",
        "opt_trans_len, 65536, BY_THE_DISK",
        "expl_alua, 1, NOWHERE",
        "lb_per_pb_exp, 0, BY_THE_DISK",
        "t10_vend_id, ME, BY_THE_DISK",
        "prod_id, THIS, BY_THE_DISK",
        "prod_rev_lvl, 3110, BY_THE_DISK",
        "usn, 1234, BY_THE_DISK",
        "vend_specific_id, mine, BY_THE_DISK",
        "scsi_device_name, iqn.2026-11.org.example:a, BY_THE_DISK",
        "eui64_id, 0011223344556677, BY_THE_DISK",
        "naa_id, 3011223344556677, BY_THE_DISK",
        "inq_vend_specific, more, BY_THE_DISK",
        "resync_size, 1, NOWHERE",
        "sync, 1, NOWHERE",
        "threads_num, 3, BY_THE_DISK",
        "threads_pool_type, shared, NOWHERE",
        "gen_tp_soft_threshold_reached_UA, 1, NOWHERE"
    })
    void shouldHeedAnAttributeOrRefuseItByName(String name, String value, Heeded heeded) throws ConfigurationException {
        Map<String, String> given = Map.of(name, value);
        assertTrue(described().contains(name), "what is not described is refused without a cause");
        switch (heeded) {
            case NOWHERE -> assertRefused(name, given);
            case BY_THE_DISK -> assertNotEquals(read(Map.of()), read(given));
            case BY_THE_STORE -> assertDoesNotThrow(() -> read(given));
            case BY_CORE -> assertTrue(DiskSettings.openOnlyWhileActive(new DeviceProperties(given)));
        }
    }

    private static void assertRefused(String name, Map<String, String> given) {
        ConfigurationException refused = assertThrows(ConfigurationException.class, () -> read(given));
        assertEquals(name, refused.key());
        assertTrue(refused.getMessage().startsWith(name + " is no property here: "), refused.getMessage());
        assertFalse(refused.cure().isEmpty());
    }

    private static Set<String> described() {
        return Stream.of(VirtualDiskProperties.class.getDeclaredMethods())
                .map(Method::getName)
                .map(name -> name.replace("__", "_"))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldBindOnlyBlockDevicesUnlessToldOtherwise() throws ConfigurationException {
        Map<String, Boolean> bound = new HashMap<>();
        for (String kind : Set.of("fileio", "blockio", "nullio", "vcdrom")) {
            bound.put(kind, DiskSettings.openOnlyWhileActive(new DeviceProperties(Map.of("type", kind))));
        }
        assertEquals(Map.of("fileio", false, "blockio", true, "nullio", false, "vcdrom", false), bound);
        assertFalse(DiskSettings.openOnlyWhileActive(
                new DeviceProperties(Map.of("type", "blockio", "bind_alua_state", "no"))));
    }
}
