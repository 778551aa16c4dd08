package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.RodToken;
import org.scst.core.internal.logicalunit.RodTokens;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.primary.ParameterData;
import org.scst.core.scsi.Outcome;

/**
 * REPORT ALL ROD TOKENS (SPC-4): ROD management tokens of those that can be used, which lack what would be needed to use them.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReportAllRodTokens implements CommandHandler {
    private static final int HEADER = 8;

    @Override
    public Outcome process(DeviceCommand command) {
        Command own = (Command) command;
        LogicalUnit unit = own.logicalUnit();
        List<RodToken> tokens = unit.rodTokens().valid(unit.view().logicalBlocks(), own.now());
        ByteBuffer data = ByteBuffer.allocate(HEADER + tokens.size() * RodTokens.MANAGEMENT_LENGTH);
        data.putInt(data.capacity() - Integer.BYTES).putInt(0);
        tokens.forEach(token -> data.put(token.bytes(), 0, RodTokens.MANAGEMENT_LENGTH));
        return ParameterData.send(command, data.array());
    }
}
