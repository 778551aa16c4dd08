package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.testkit.FakeTargetCommand;

class CommandsInProgressTest {
    private final CommandsInProgress commands = new CommandsInProgress();

    private CommandState begin(int tag) {
        CommandState state = new CommandState(null);
        state.begin(new FakeTargetCommand(), tag, false);
        commands.add(state);
        return state;
    }

    @Test
    void shouldFindCommandsByEitherTagHoweverManyThereAre() {
        List<CommandState> all = new ArrayList<>();
        Set<Integer> transferTags = new HashSet<>();
        for (int tag = 0; tag < 300; tag++) {
            all.add(begin(tag));
        }
        for (CommandState state : all) {
            assertSame(state, commands.byTaskTag(state.tag()));
            for (int times = 0; times < 3; times++) {
                int transferTag = commands.newTransferTag(state);
                assertSame(state, commands.byTransferTag(transferTag));
                assertTrue(transferTags.add(transferTag), "a transfer tag given twice");
            }
        }
        assertEquals(300, commands.size());
    }

    @Test
    void shouldForgetACommandAndUseItsSlotAgain() {
        CommandState first = begin(1);
        int transferTag = commands.newTransferTag(first);
        commands.remove(first);
        assertNull(commands.byTaskTag(1));
        assertNull(commands.byTransferTag(transferTag));
        CommandState second = begin(2);
        assertEquals(first.slot(), second.slot());
        assertNotEquals(transferTag, commands.newTransferTag(second));
    }

    @Test
    void shouldFindNothingByTagsThatWereNeverGiven() {
        begin(1);
        assertNull(commands.byTransferTag(BasicHeaderSegment.RESERVED_TAG));
        assertNull(commands.byTransferTag(0x7fff_0000));
        assertNull(commands.byTaskTag(9));
    }
}
