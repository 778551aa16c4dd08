package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.scst.core.internal.nexus.CommandState.ADMITTED;
import static org.scst.core.internal.nexus.CommandState.AWAITING_DATA_IN;
import static org.scst.core.internal.nexus.CommandState.AWAITING_DATA_OUT;
import static org.scst.core.internal.nexus.CommandState.DORMANT;
import static org.scst.core.internal.nexus.CommandState.ENABLED;
import static org.scst.core.internal.nexus.CommandState.ENDED;
import static org.scst.core.internal.nexus.CommandState.PREPARED;
import static org.scst.core.internal.nexus.CommandState.PROCESSING;
import static org.scst.core.internal.nexus.CommandState.RECEIVED;
import static org.scst.core.internal.nexus.CommandState.RESPONDING;
import static org.scst.core.internal.nexus.CommandState.ROUTED;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandStateTest {
    private static final Map<CommandState, Set<CommandState>> LEGAL = new EnumMap<>(Map.ofEntries(
            Map.entry(RECEIVED, EnumSet.of(ROUTED, RESPONDING)),
            Map.entry(ROUTED, EnumSet.of(ADMITTED, RESPONDING)),
            Map.entry(ADMITTED, EnumSet.of(PREPARED, RESPONDING)),
            Map.entry(PREPARED, EnumSet.of(AWAITING_DATA_OUT, DORMANT, ENABLED, RESPONDING)),
            Map.entry(AWAITING_DATA_OUT, EnumSet.of(DORMANT, ENABLED, PROCESSING, RESPONDING)),
            Map.entry(DORMANT, EnumSet.of(PREPARED, ENABLED, RESPONDING)),
            Map.entry(ENABLED, EnumSet.of(PROCESSING, DORMANT, RESPONDING)),
            Map.entry(PROCESSING, EnumSet.of(PROCESSING, AWAITING_DATA_OUT, AWAITING_DATA_IN, RESPONDING)),
            Map.entry(AWAITING_DATA_IN, EnumSet.of(PROCESSING, RESPONDING)),
            Map.entry(RESPONDING, EnumSet.of(ENDED)),
            Map.entry(ENDED, EnumSet.of(RECEIVED))));

    @Test
    void shouldHaveExactlyTheEdgesOfTheTransitionTable() {
        for (CommandState from : CommandState.values()) {
            for (CommandState to : CommandState.values()) {
                assertEquals(LEGAL.get(from).contains(to), from.leadsTo(to), from + " to " + to);
            }
        }
    }

    @Test
    void shouldRefuseToMoveACommandWithoutAnEdge() {
        try (CommandPath path = new CommandPath()) {
            path.map(0, 8);
            path.fresh("a");
            Command command = path.nexus("a").commands().newCommand();
            assertThrows(IllegalStateException.class, () -> command.enter(PROCESSING));
            assertEquals(ENDED, command.state);
        }
    }
}
