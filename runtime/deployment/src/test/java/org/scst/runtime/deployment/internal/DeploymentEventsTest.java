package org.scst.runtime.deployment.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeploymentEventsTest {

    @Test
    void shouldHaveThePropertiesOfAnEventOfCore() {
        Map<String, Object> event = DeploymentEvents.describe("x", "1.0.0", "it does not start");
        assertEquals(Set.of("timestamp", "severity", "message", "bundle", "version", "cause"), event.keySet());
        assertEquals("error", event.get("severity"));
        assertEquals("it does not start", event.get("cause"));
    }

    @Test
    void shouldBoundAndEscapeWhatAManifestSays() {
        Map<String, Object> event = DeploymentEvents.describe("a\u001b[2J\u202e\nb", "", "x".repeat(1 << 20));
        assertEquals("a?[2J??b", event.get("bundle"));
        assertEquals(256, ((String) event.get("cause")).length());
        assertEquals(256, ((String) event.get("message")).length());
    }
}
