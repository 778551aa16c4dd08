package org.scst.vdisk.internal.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;

class DiskSettingsTest {
    private static final Set<String> KINDS = Set.of("fileio", "nullio");

    private static DiskSettings read(Map<String, String> properties) throws ConfigurationException {
        return DiskSettings.read("a_rather_long_name_of_a_disk", new DeviceProperties(properties), KINDS);
    }

    private static ConfigurationException refused(String... pairs) {
        Map<String, String> properties =
                pairs.length == 2 ? Map.of(pairs[0], pairs[1]) : Map.of(pairs[0], pairs[1], pairs[2], pairs[3]);
        return assertThrows(ConfigurationException.class, () -> read(properties));
    }

    @Test
    void shouldHaveScstsDefaults() throws ConfigurationException {
        DiskSettings settings = read(Map.of());

        assertEquals("fileio", settings.kind());
        assertEquals(512, settings.geometry().blockLength());
        assertEquals(9, settings.geometry().blockShift());
        assertEquals(3, settings.geometry().physicalBlockExponent());
        assertEquals(524288, settings.geometry().optimalTransferBytes());
        assertTrue(settings.medium().rotational());
        assertFalse(settings.medium().readOnly());
        assertFalse(settings.medium().thinProvisioned());
        assertEquals("a_rather_long_na", settings.labels().product());
    }

    @Test
    void shouldReadSwitchesInEverySpelling() throws ConfigurationException {
        DiskSettings.Medium medium = read(Map.of("removable", "1", "rotational", "no", "thin_provisioned", "true"))
                .medium();

        assertTrue(medium.removable());
        assertFalse(medium.rotational());
        assertTrue(medium.thinProvisioned());
    }

    @Test
    void shouldHaveNoPhysicalBlocksLargerThanLogicalOnesOf4096Bytes() throws ConfigurationException {
        assertEquals(0, read(Map.of("blocksize", "4096")).geometry().physicalBlockExponent());
    }

    @Test
    void shouldNameTheKindsThatThereAre() {
        ConfigurationException problem = refused("type", "tape");

        assertEquals("type", problem.key());
        assertEquals("write one of fileio, nullio", problem.cure());
    }

    @Test
    void shouldRefuseBlocksThatAreNoPowerOfTwo() {
        assertEquals("blocksize", refused("blocksize", "520").key());
        assertEquals("blocksize", refused("blocksize", "256").key());
    }

    @Test
    void shouldRefuseWriteThroughOfWhatCannotBeWritten() {
        assertEquals(
                "write_through", refused("read_only", "1", "write_through", "1").key());
    }

    @Test
    void shouldRefuseLabelsThatDoNotFit() {
        assertEquals("prod_id", refused("prod_id", "seventeen letters").key());
        assertEquals("t10_vend_id", refused("t10_vend_id", "Ümlaut").key());
    }

    @Test
    void shouldRefuseAnOptimalTransferThatIsNoNumberOfBlocks() {
        assertEquals("opt_trans_len", refused("opt_trans_len", "1000").key());
    }
}
