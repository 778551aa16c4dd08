package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.LogPage;
import org.scst.core.device.ModePage;
import org.scst.core.device.VpdPage;
import org.scst.core.scsi.AdditionalSense;

class ProvisioningThresholdTest {
    private static final long MEBIBYTE = 1 << 20;
    private final FakeDeviceContext context = new FakeDeviceContext();

    private DiskFixture disk(String... properties) throws IOException {
        MemoryStore store = new MemoryStore(DiskFixture.SIZE);
        store.measures = true;
        return new DiskFixture(context, store, properties);
    }

    private DiskFixture thinDisk() throws IOException {
        return disk("thin_provisioned=1", "soft_threshold=10M");
    }

    private static ModePage modePage(DiskFixture fixture) {
        return fixture.disk.modePages().stream()
                .filter(page -> page.subpageCode() == 2)
                .findFirst()
                .orElseThrow();
    }

    private static List<LogPage> logPages(DiskFixture fixture) {
        return fixture.disk.logPages().stream()
                .filter(page -> page.pageCode() == 0x0C)
                .toList();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Test
    void shouldTellInitiatorsOnceWhenTheThresholdIsReached() throws IOException {
        DiskFixture fixture = thinDisk();
        ModePage page = modePage(fixture);
        fixture.disk.modePageChanged(page, page.defaults());

        fixture.store.context.free(11 * MEBIBYTE);
        assertEquals(List.of(), context.established);
        fixture.store.context.free(10 * MEBIBYTE);
        fixture.store.context.free(11 * MEBIBYTE);
        fixture.store.context.free(3 * MEBIBYTE);

        assertEquals(List.of(AdditionalSense.THIN_PROVISIONING_SOFT_THRESHOLD_REACHED), context.established);
    }

    @Test
    void shouldTellAgainWhenWhatIsAvailableHasRisenBetween() throws IOException {
        DiskFixture fixture = thinDisk();
        ModePage page = modePage(fixture);
        fixture.disk.modePageChanged(page, page.defaults());

        fixture.store.context.free(3 * MEBIBYTE);
        fixture.store.context.free(12 * MEBIBYTE);
        fixture.store.context.free(9 * MEBIBYTE);

        assertEquals(2, context.established.size());
    }

    @Test
    void shouldTellOfAThresholdThatAnInitiatorSets() throws IOException {
        DiskFixture fixture = disk("thin_provisioned=1");
        ModePage page = modePage(fixture);
        fixture.store.context.free(3 * MEBIBYTE);
        fixture.disk.modePageChanged(page, page.defaults());
        assertEquals(List.of(), context.established);

        byte[] selected = page.defaults();
        selected[12] |= (byte) 0x80;
        selected[19] = 5;
        fixture.disk.modePageChanged(page, selected);

        assertEquals(1, context.established.size());
    }

    @Test
    void shouldSayInItsPagesWhatTheThresholdIs() throws IOException {
        DiskFixture fixture = thinDisk();

        assertEquals(
                "00 ".repeat(12) + "80 01 00 00 00 00 00 0a",
                hex(modePage(fixture).defaults()));
        assertEquals(
                "00 ".repeat(12) + "80 00 00 00 ff ff ff ff",
                hex(modePage(fixture).changeable()));
        VpdPage provisioning = fixture.disk.vpdPages().getLast();
        assertEquals("0b e4 02 00", hex(provisioning.content()), "sets of 2 048 blocks of 512 bytes");
        assertEquals(
                "c0 00 00 00 00 80 00 00 00 00",
                hex(fixture.disk.modePages().getFirst().defaults()),
                "LBPERE");
    }

    @Test
    void shouldLogWhatIsAvailableOnceItIsKnown() throws IOException {
        LogPage page = logPages(thinDisk()).getFirst();
        assertEquals(List.of(), page.parameters());
    }

    @Test
    void shouldLogWhatIsAvailable() throws IOException {
        DiskFixture fixture = thinDisk();
        fixture.store.context.free(300 * MEBIBYTE + 5);

        LogPage.Parameter available = logPages(fixture).getFirst().parameters().getFirst();

        assertEquals(1, available.code());
        assertEquals("00 00 01 2c 02 00 00 00", hex(available.value()));
    }

    @Test
    void shouldHaveNoThresholdWithoutThinProvisioning() throws IOException {
        DiskFixture fixture = disk();
        assertEquals(List.of(), logPages(fixture));
        fixture.store.context.free(0);
        assertEquals(List.of(), context.established);
        assertThrows(ConfigurationException.class, () -> disk("soft_threshold=10M"));
    }

    @Test
    void shouldRefuseAThresholdOfWhatNobodyMeasures() throws IOException {
        MemoryStore store = new MemoryStore(DiskFixture.SIZE);
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> new DiskFixture(context, store, "thin_provisioned=1", "soft_threshold=10M"));
        assertEquals("soft_threshold", refused.key());
        assertEquals(List.of("close"), store.calls);

        DiskFixture fixture = new DiskFixture(context, store, "thin_provisioned=1");
        assertThrows(
                ConfigurationException.class,
                () -> fixture.disk.configure(DiskFixture.configuration("thin_provisioned=1", "soft_threshold=10M")));
    }
}
