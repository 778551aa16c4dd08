package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class InitiatorNameTest {
    @Test
    void shouldTakeWhomOnePatternTakesAndNoneExcludes() {
        List<String> patterns = List.of("iqn.a:*", "!iqn.a:bad?");
        assertTrue(InitiatorName.takes(patterns, "IQN.a:x"));
        assertFalse(InitiatorName.takes(patterns, "iqn.a:bad1"));
        assertFalse(InitiatorName.takes(patterns, "iqn.b:x"));
        assertFalse(InitiatorName.takesStrangers(patterns));
        assertFalse(InitiatorName.takes(List.of(), "iqn.a:x"));
    }

    @Test
    void shouldTakeStrangersWhenPatternsOnlyExclude() {
        List<String> patterns = List.of("!iqn.a:*", "!iqn.b:*");
        assertTrue(InitiatorName.takesStrangers(patterns));
        assertFalse(InitiatorName.takes(patterns, "iqn.a:x"));
        assertFalse(InitiatorName.takes(patterns, "iqn.b:x"));
    }
}
