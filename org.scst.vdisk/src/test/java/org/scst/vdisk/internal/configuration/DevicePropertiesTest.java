package org.scst.vdisk.internal.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.device.ConfigurationException;

class DevicePropertiesTest {

    private static DeviceProperties of(String value) {
        return new DeviceProperties(Map.of("key", value));
    }

    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "4K, 4096",
        "4 KiB, 4096",
        "1m, 1048576",
        "10G, 10737418240",
        "2T, 2199023255552",
        "1P, 1125899906842624"
    })
    void shouldReadSizes(String text, long bytes) throws ConfigurationException {
        assertEquals(bytes, of(text).size("key", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "-1", "1.5G", "10X", "G", "9999999999P"})
    void shouldRefuseWhatIsNoSize(String text) {
        ConfigurationException problem = assertThrows(ConfigurationException.class, () -> of(text).size("key", 0));

        assertEquals("key", problem.key());
        assertTrue(problem.getMessage().contains(text));
        assertFalse(problem.cure().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"1, true", "yes, true", "TRUE, true", "on, true", "0, false", "no, false", "False, false"})
    void shouldReadFlags(String text, boolean value) throws ConfigurationException {
        assertEquals(value, of(text).flag("key", !value));
    }

    @Test
    void shouldRefuseWhatIsNoFlag() {
        assertThrows(ConfigurationException.class, () -> of("maybe").flag("key", false));
    }

    @Test
    void shouldReadDurations() throws ConfigurationException {
        assertEquals(Duration.ofNanos(250_000), of("250us").duration("key", null));
        assertEquals(Duration.ofMillis(10), of("10 ms").duration("key", null));
        assertEquals(Duration.ofSeconds(3), of("3s").duration("key", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "ms", "-1s", "1h"})
    void shouldRefuseWhatIsNoDuration(String text) {
        assertThrows(ConfigurationException.class, () -> of(text).duration("key", null));
    }

    @Test
    void shouldReadNumbersWithinTheirRange() throws ConfigurationException {
        assertEquals(5, of("5").number("key", 1, 0, 5));
        assertThrows(ConfigurationException.class, () -> of("6").number("key", 1, 0, 5));
        assertThrows(ConfigurationException.class, () -> of("five").number("key", 1, 0, 5));
    }

    @Test
    void shouldUseTheDefaultForWhatIsBlankOrMissing() throws ConfigurationException {
        assertEquals(7, of("  ").size("key", 7));
        assertEquals(7, of("1").size("other", 7));
        assertTrue(of("").flag("key", true));
        assertFalse(of(" ").has("key"));
    }
}
