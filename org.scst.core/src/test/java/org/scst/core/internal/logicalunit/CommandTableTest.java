package org.scst.core.internal.logicalunit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PrimaryCommands;

class CommandTableTest {
    private final CommandLayouts layouts = new CommandLayouts();
    private final CommandSet core = CommandSet.builder()
            .add(PrimaryCommands.INQUIRY, handler())
            .add(PrimaryCommands.TEST_UNIT_READY, handler())
            .build();

    /** A new object each time. */
    private static CommandHandler handler() {
        return new CommandHandler() {
            @Override
            public Outcome process(DeviceCommand command) {
                return Outcome.GOOD;
            }
        };
    }

    private static CommandSet reads(CommandHandler handler) {
        return CommandSet.builder().add(BlockCommands.READ_10, handler).build();
    }

    @Test
    void shouldShareRowsAmongLogicalUnitsOfAKindAndKeepTheirHandlersApart() {
        CommandHandler one = handler();
        CommandHandler other = handler();
        CommandTable first = new CommandTable(reads(one), core, layouts);
        CommandTable second = first.replacedBy(reads(other), core);
        CommandTable.Row row = first.find(0x28, -1);

        assertNotSame(first, second);
        assertSame(row, second.find(0x28, -1));
        assertSame(one, first.handler(row));
        assertSame(other, second.handler(row));
    }

    @Test
    void shouldNotShareRowsThatAnotherDeviceServerAnswersItself() {
        CommandHandler own = handler();
        CommandSet inquiry =
                CommandSet.builder().add(PrimaryCommands.INQUIRY, own).build();
        CommandTable plain = new CommandTable(CommandSet.builder().build(), core, layouts);
        CommandTable special = new CommandTable(inquiry, core, layouts);

        assertTrue(plain.find(0x12, -1).core());
        assertFalse(special.find(0x12, -1).core());
        assertSame(own, special.handler(special.find(0x12, -1)));
    }

    @Test
    void shouldFindTheDefaultRowForWhatHasNone() {
        CommandHandler rest = handler();
        CommandSet set = CommandSet.builder()
                .add(BlockCommands.READ_10, handler())
                .otherwise(rest)
                .build();
        CommandTable table = new CommandTable(set, core, layouts);

        assertSame(rest, table.handler(table.find(0xEE, -1)));
        assertNull(table.find(0xEE, -1).descriptor());
        assertNull(new CommandTable(reads(rest), core, layouts).find(0xEE, -1));
        assertTrue(table.descriptors().contains(BlockCommands.READ_10));
        assertEquals(3, table.descriptors().size());
    }
}
