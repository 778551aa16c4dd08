package org.scst.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.TransportId;

class InitiatorPortTest {

    @Test
    void shouldHaveTheSameTransportIdAtEachStart() {
        TransportId first = new InitiatorPort("host1").transportId();
        assertEquals(first, new InitiatorPort("host1").transportId());
        assertNotEquals(first, new InitiatorPort("host2").transportId());
        assertEquals(ProtocolIdentifier.SAS, first.protocol());
        assertEquals(0x3, first.bytes()[4] >> 4, "NAA locally assigned");
    }

    @Test
    void shouldKeepTheTransportIdThatItIsGiven() {
        TransportId given = TransportId.iscsi("iqn.2026-11.org.example:x", 1);
        assertEquals(given, new InitiatorPort("x", given).transportId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "tab\t", "\u00e4"})
    void shouldRefuseANameThatGroupsCannotMatch(String name) {
        assertThrows(IllegalArgumentException.class, () -> new InitiatorPort(name));
    }
}
