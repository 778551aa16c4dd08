package org.scst.vdisk.internal.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.store.StoreDefaults;

class DiskSettingsTest {
    private static final Set<String> KINDS = Set.of("fileio", "nullio");

    private static DiskSettings read(Map<String, String> properties) throws ConfigurationException {
        DeviceProperties given = new DeviceProperties(properties);
        return DiskSettings.read(
                "a_rather_long_name_of_a_disk", given, DiskSettings.kind(given, KINDS), StoreDefaults.OF_FILES);
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

    @Test
    void shouldReadTheNamesOfTheLogicalUnit() throws ConfigurationException {
        LogicalUnitNames names = read(Map.of(
                        "usn",
                        "A1",
                        "naa_id",
                        "0x60123456789ABCDEF0123456789abcde",
                        "eui64_id",
                        "0011223344556677",
                        "t10_dev_id",
                        "00ab-disk1",
                        "scsi_device_name",
                        "iqn.2026-11.org.example:box",
                        "vend_specific_id",
                        "rack 4",
                        "inq_vend_specific",
                        "blue"))
                .names();

        assertEquals(
                new LogicalUnitNames(
                        "A1",
                        "00ab-disk1",
                        "60123456789abcdef0123456789abcde",
                        "0011223344556677",
                        "iqn.2026-11.org.example:box",
                        "rack 4",
                        "blue"),
                names);
        assertEquals(LogicalUnitNames.NONE, read(Map.of()).names());
    }

    @ParameterizedTest
    @CsvSource({
        "usn,123456789012345678901",
        "usn,grün",
        "naa_id,4012345678901234",
        "naa_id,600123456789abcd",
        "naa_id,none",
        "eui64_id,00112233",
        "t10_dev_id,12345678901234567890123456",
        "scsi_device_name,box"
    })
    void shouldRefuseANameThatCannotBe(String key, String value) {
        assertEquals(key, refused(key, value).key());
    }

    @ParameterizedTest
    @CsvSource({"nv_cache,read_only", "nv_cache,write_through", "write_through,read_only"})
    void shouldRefuseWhatContradicts(String key, String other) {
        ConfigurationException problem = refused(key, "1", other, "1");

        assertEquals(key, problem.key());
        assertEquals("leave out one of the two", problem.cure());
    }
}
