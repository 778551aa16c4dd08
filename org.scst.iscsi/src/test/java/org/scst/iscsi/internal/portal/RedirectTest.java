package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    @Test
    void shouldReadWhereToAndForHowLong() {
        assertEquals("10.0.0.2:3260", Redirect.parse("10.0.0.2 temp").targetAddress());
        assertEquals("[fd00::2]:3261", Redirect.parse(" [fd00::2]:3261  perm ").targetAddress());
        assertFalse(Redirect.parse("10.0.0.2 temp").permanent());
        assertTrue(Redirect.parse("10.0.0.2 perm").permanent());
    }

    @Test
    void shouldNotSendOnWhoHasArrived() {
        Redirect redirect = Redirect.parse("10.0.0.2:3261 temp");

        assertFalse(redirect.sends(PortalAddress.parse("10.0.0.2:3261")));
        assertTrue(redirect.sends(PortalAddress.parse("10.0.0.2:3260")));
        assertTrue(redirect.sends(PortalAddress.parse("10.0.0.1:3261")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.2",
                "10.0.0.2 later",
                "temp",
                "10.0.0.2 temp perm",
                "san.example.org temp",
                "0.0.0.0 temp",
                "10.0.0.2:0 temp",
                "10.0.0.2:70000 perm"
            })
    void shouldRefuseWhatNobodyCanConnectTo(String text) {
        assertThrows(IllegalArgumentException.class, () -> Redirect.parse(text));
    }
}
