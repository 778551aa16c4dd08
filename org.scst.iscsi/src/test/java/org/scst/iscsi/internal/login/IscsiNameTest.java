package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IscsiNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "iqn.2026-11.org.example",
                "iqn.2026-11.org.example:san",
                "iqn.1998-01.com.vmware:host-1:2.3",
                "eui.0123456789abcdef",
                "naa.0123456789abcdef",
                "naa.0123456789abcdef0123456789abcdef"
            })
    void shouldTakeTheNameOfATargetAsItIs(String name) {
        assertEquals(name, IscsiName.ofTarget(name).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "disk1",
                "iqn.",
                "iqn.2026-13.org.example:san",
                "iqn.2026.org.example:san",
                "iqn.2026-11.org.example:",
                "iqn.2026-11.org.Example:san",
                "iqn.2026-11.org.example:a_b",
                "iqn.2026-11.org.example:a b",
                "eui.0123456789abcde",
                "naa.0123456789abcdefg",
                "naa.0123456789abcdef0"
            })
    void shouldRefuseTheNameOfATargetThatIsNoneOrNotNormalised(String name) {
        assertThrows(IllegalArgumentException.class, () -> IscsiName.ofTarget(name));
    }

    @Test
    void shouldTakeAnInitiatorsNameWithoutADate() {
        assertEquals("iqn.client", IscsiName.of("iqn.client").value());
    }

    @Test
    void shouldNormaliseUpperCaseAndCompatibilityCharacters() {
        assertEquals(
                "iqn.2026-11.org.example:\u00e4fi",
                IscsiName.of("IQN.2026-11.org.example:A\u0308\uFB01").value());
    }

    @Test
    void shouldTake223BytesAndNotOneMore() {
        String prefix = "iqn.2026-11.org.example:";
        String longest = prefix + "x".repeat(223 - prefix.length());

        assertEquals(longest, IscsiName.of(longest).value());
        assertThrows(IllegalArgumentException.class, () -> IscsiName.of(longest + "x"));
        assertThrows(
                IllegalArgumentException.class,
                () -> IscsiName.of(longest.substring(0, 222) + "\u00e4"),
                "bytes are counted, not characters");
    }

    @Test
    void shouldKeepStrangersTextOutOfTheReason() {
        String message = assertThrows(IllegalArgumentException.class, () -> IscsiName.of("iqn.\u001b[2J"))
                .getMessage();

        assertEquals(-1, message.indexOf('\u001b'));
    }
}
