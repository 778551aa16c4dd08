package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TagTableTest {
    private static Command command(ItNexus nexus, long identifier) {
        Command command = nexus.commands().unusedCommand();
        command.identifier(identifier);
        return command;
    }

    @Test
    void shouldAgreeWithAMapWhateverComesAndGoes() {
        try (CommandPath path = new CommandPath()) {
            path.fresh("a");
            ItNexus nexus = path.nexus("a");
            TagTable table = new TagTable();
            Map<Long, Command> expected = new HashMap<>();
            Random random = new Random(1);
            for (int step = 0; step < 20_000; step++) {
                long identifier = random.nextInt(300) * (random.nextBoolean() ? 1L : 1L << 32);
                if (random.nextBoolean()) {
                    Command added = command(nexus, identifier);
                    assertEquals(!expected.containsKey(identifier), table.add(added));
                    expected.putIfAbsent(identifier, added);
                } else if (expected.containsKey(identifier)) {
                    table.remove(expected.remove(identifier));
                }
                assertSame(expected.get(identifier), table.find(identifier));
                assertEquals(expected.size(), table.size());
            }
            expected.forEach((identifier, command) -> assertSame(command, table.find(identifier)));
        }
    }

    @Test
    void shouldNotRemoveAnotherCommandOfTheSameIdentifier() {
        try (CommandPath path = new CommandPath()) {
            path.fresh("a");
            ItNexus nexus = path.nexus("a");
            TagTable table = new TagTable();
            Command first = command(nexus, 5);
            Command second = command(nexus, 5);
            assertTrue(table.add(first));
            assertFalse(table.add(second));
            table.remove(second);
            assertSame(first, table.find(5));
            table.remove(first);
            assertNull(table.find(5));
        }
    }
}
