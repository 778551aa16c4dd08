package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.device.VpdPage;

class VpdPagesTest {

    private static List<Integer> codes(DiskFixture fixture) {
        return fixture.disk.vpdPages().stream().map(VpdPage::pageCode).toList();
    }

    private static String page(DiskFixture fixture, int code) {
        VpdPage page = fixture.disk.vpdPages().stream()
                .filter(candidate -> candidate.pageCode() == code)
                .findFirst()
                .orElseThrow();
        return HexFormat.ofDelimiter(" ").formatHex(page.content());
    }

    @Test
    void shouldHaveTheProvisioningPageOnlyWhenThin() throws IOException {
        assertEquals(List.of(0x8A, 0xB0, 0xB1), codes(new DiskFixture()));
        assertEquals(List.of(0x8A, 0xB0, 0xB1, 0xB2), codes(new DiskFixture("thin_provisioned=1")));
    }

    @Test
    void shouldSayTheLimitsOfAFullyProvisionedDisk() throws IOException {
        String expected =
                "00 ff 00 08" // WRITE SAME of zero blocks, COMPARE AND WRITE of 255 blocks, granularity of 8 blocks
                        + " 00 3f ff ff 00 00 04 00 00 00 00 00" // 2 GiB less one block at most, 1 024 blocks at best,
                        // no
                        // prefetch
                        + " 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" // no UNMAP
                        + " 00 00 00 00 00 08 00 00" // WRITE SAME of 524 288 blocks
                        + " 00 00 08 00 00 00 00 00 00 00 00 00" // WRITE ATOMIC of 2 048 blocks, wherever
                        + " 00 00 08 00 00 00 08 00"; // and with any boundary up to that
        assertEquals(expected, page(new DiskFixture(), 0xB0));
    }

    @Test
    void shouldSayTheLimitsOfAThinDisk() throws IOException {
        String expected = "00 ff 00 01 00 07 ff ff 00 00 00 80 00 00 00 00"
                + " 00 01 00 00 00 00 01 00 00 00 00 01 00 00 00 00" // 65 536 blocks, 256 descriptors, granularity 1
                + " 00 00 00 00 00 01 00 00"
                + " 00 00 01 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 01 00";
        assertEquals(expected, page(new DiskFixture("thin_provisioned=1", "blocksize=4096"), 0xB0));
    }

    @Test
    void shouldSayThatReadsSucceedAfterACryptographicErase() throws IOException {
        DiskFixture encrypted =
                new DiskFixture(new FakeDeviceContext(), new MemoryStore(DiskFixture.SIZE), "encryption=aes-xts-256");

        assertEquals("3a 98 00 50" + " 00".repeat(56), page(encrypted, 0xB1));
    }

    @Test
    void shouldSayWhereAnAtomicWriteMayBeginAndEnd() throws IOException {
        String page = page(new DiskFixture("atomic_granularity=16K"), 0xB0);

        assertEquals("00 00 08 00 00 00 00 20 00 00 00 20", page.substring(40 * 3, 52 * 3 - 1));
    }

    @Test
    void shouldSayHowFastTheMediumRotates() throws IOException {
        assertEquals("3a 98 00 40" + " 00".repeat(56), page(new DiskFixture(), 0xB1));
        assertEquals("00 01 00 40" + " 00".repeat(56), page(new DiskFixture("rotational=0"), 0xB1));
    }

    @Test
    void shouldSayHowStorageIsGivenBack() throws IOException {
        assertEquals("00 e4 02 00", page(new DiskFixture("thin_provisioned=1"), 0xB2));
    }
}
