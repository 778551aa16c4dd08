package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ModePage;

class ModePagesTest {

    private static ModePage page(DiskFixture fixture, int code) {
        return fixture.disk.modePages().stream()
                .filter(candidate -> candidate.pageCode() == code)
                .findFirst()
                .orElseThrow();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Test
    void shouldHaveErrorRecoveryCachingPowerConditionAndInformationalExceptions() throws IOException {
        assertEquals(
                List.of(0x01, 0x08, 0x1A, 0x1C),
                new DiskFixture()
                        .disk.modePages().stream().map(ModePage::pageCode).toList());
    }

    @Test
    void shouldLetModeSelectChangeTheWriteCache() throws IOException {
        ModePage caching = page(new DiskFixture(), 0x08);

        assertEquals("04" + " 00".repeat(17), hex(caching.defaults()));
        assertEquals("04" + " 00".repeat(17), hex(caching.changeable()));
    }

    @Test
    void shouldNeverCacheWhenConfiguredAsWriteThrough() throws IOException {
        for (String property : List.of("write_through=1", "nv_cache=1")) {
            ModePage caching = page(new DiskFixture(property), 0x08);

            assertEquals("00" + " 00".repeat(17), hex(caching.defaults()));
            assertEquals("00" + " 00".repeat(17), hex(caching.changeable()));
        }
    }

    @Test
    void shouldSayThatBadPlacesAreReassigned() throws IOException {
        assertEquals("c0" + " 00".repeat(9), hex(page(new DiskFixture(), 0x01).defaults()));
        assertEquals("00" + " 00".repeat(9), hex(page(new DiskFixture(), 0x01).changeable()));
    }

    @Test
    void shouldSayThatNoExceptionsAreReported() throws IOException {
        assertEquals("08" + " 00".repeat(9), hex(page(new DiskFixture(), 0x1C).defaults()));
        assertEquals("00" + " 00".repeat(9), hex(page(new DiskFixture(), 0x1C).changeable()));
    }
}
