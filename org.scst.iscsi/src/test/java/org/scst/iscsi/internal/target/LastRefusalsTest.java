package org.scst.iscsi.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.scst.core.target.LoginRefusal;

class LastRefusalsTest {
    private final LastRefusals refusals = new LastRefusals(InstantSource.fixed(Instant.EPOCH));

    private void refuse(String initiator, String cause) {
        refusals.refused(new LoginRefusal("t", initiator, "192.0.2.1:1", "0x0201 AUTHENTICATION_FAILURE", cause));
    }

    @Test
    void shouldKnowTheLastOneUntilALoginIsGranted() {
        refuse("a", "one");
        refuse("a", "two");
        assertEquals("two", refusals.of("a", "t").orElseThrow().refusal().cause());
        assertEquals(Instant.EPOCH, refusals.of("a", "t").orElseThrow().when());

        refusals.granted("b", "t");
        assertTrue(refusals.of("a", "t").isPresent());
        refusals.granted("a", "t");
        assertEquals(Optional.empty(), refusals.of("a", "t"));
    }

    @Test
    void shouldForgetTheOldestOfTooMany() {
        for (int i = 0; i < 257; i++) {
            refuse("a" + i, "cause");
        }
        assertEquals(Optional.empty(), refusals.of("a0", "t"));
        assertTrue(refusals.of("a1", "t").isPresent());
        refuse("x".repeat(256), "too long to keep");
        assertTrue(refusals.of("a1", "t").isPresent());
        refusals.clear();
        assertEquals(Optional.empty(), refusals.of("a1", "t"));
    }
}
