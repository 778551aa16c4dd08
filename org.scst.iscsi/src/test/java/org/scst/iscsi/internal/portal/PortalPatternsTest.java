package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalPatternsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "10.0.0.1 10.0.0.1:3260 true",
                "10.0.0.1 10.0.0.1:3261 true",
                "10.0.0.1 10.0.0.11:3260 false",
                "10.0.0.1:3261 10.0.0.1:3261 true",
                "10.0.0.1:3261 10.0.0.1:3260 false",
                "10.0.* 10.0.7.1:3260 true",
                "10.0.* 10.1.0.1:3260 false",
                "10.0.0.? 10.0.0.9:3260 true",
                "10.0.0.? 10.0.0.10:3260 false",
                "10.0.*,!10.0.0.9 10.0.0.9:3260 false",
                "10.0.*,!10.0.0.9 10.0.0.8:3260 true",
                "!10.0.0.9 10.0.0.8:3260 false",
                "!*,* 10.0.0.8:3260 false",
                "fd00::* [fd00::7]:3260 true",
                "FD00::7 [fd00::7]:3260 true",
                "[fd00::7]:3261 [fd00::7]:3261 true",
                "[fd00::7]:3261 [fd00::7]:3260 false",
                "* [fd00::7]:3260 true",
            })
    void shouldMeanPortalsWhosePatternsMatch(String patterns, String portal, boolean meant) {
        assertEquals(meant, PortalPatterns.parse(patterns).mean(PortalAddress.parse(portal)));
    }

    @Test
    void shouldMeanNothingWithoutAPattern() {
        assertEquals(false, PortalPatterns.NONE.mean(PortalAddress.parse("10.0.0.1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "san.example.org", "10.0.0.0/8", "10.0.0.1 10.0.0.2", "!", "!!10.0.0.1"})
    void shouldRefuseWhatCanMatchNoAddress(String patterns) {
        assertThrows(IllegalArgumentException.class, () -> PortalPatterns.parse(patterns));
    }
}
