package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import java.util.List;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.logicalunit.RodToken;
import org.scst.core.internal.logicalunit.RodTokens;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;

/**
 * WRITE USING TOKEN (SBC-3): writes what a ROD token stands for, or zeroes for the block device zero ROD token. The token is looked for
 * with the logical unit that has made it, among those that are mapped to the nexus: nobody reads by a token what he could not read.
 *
 * <p><i>Threading:</i> stateless.
 */
final class WriteUsingToken implements CopyCommand.Beginning {
    private static final int LIST_IDENTIFIER_OFFSET = 6;
    private static final int ZERO = 0xFFFF_0001;
    private static final int OFFSET_INTO_ROD = 8;

    static CopyCommand command() {
        return new CopyCommand(TokenParameterList.MOST_BYTES, new WriteUsingToken());
    }

    @Override
    public void begin(Command command, byte[] bytes) throws CopyRefusedException {
        LogicalUnitView view = command.view();
        TokenParameterList.WriteUsing list = TokenParameterList.WriteUsing.read(bytes, view.blockLength());
        MappedLogicalUnits mapped = new MappedLogicalUnits(command.nexus());
        Place here = mapped.at(LogicalUnitNumber.number(command.lun()));
        if (here == null) {
            throw new CopyRefusedException(Outcome.LOGICAL_UNIT_NOT_SUPPORTED);
        }
        verifyRanges(list.ranges(), view.capacity());
        if (list.rodType() == ZERO) {
            new TokenTransfer(ongoing(command), here, list.ranges()).zero();
            return;
        }
        if (list.rodType() != RodTokens.CHANGE_VULNERABLE) {
            throw CopyRefusedException.illegal(AdditionalSense.INVALID_TOKEN_OPERATION_UNSUPPORTED_TOKEN_TYPE);
        }
        CscdDescriptor creator = CscdDescriptor.read(ByteBuffer.wrap(list.token()), RodTokens.CREATOR_OFFSET);
        Place source = creator.designator() == null ? null : mapped.find(creator.designator());
        RodToken token = find(source, list.token(), command.now());
        long skipped = list.offset() * view.blockLength();
        if (list.offset() < 0
                || list.offset() > Long.MAX_VALUE / view.blockLength()
                || skipped >= token.blocks() * source.blockLength()) {
            throw CopyRefusedException.field(OFFSET_INTO_ROD, 7);
        }
        new TokenTransfer(ongoing(command), here, list.ranges())
                .copy(new TokenTransfer.Source(source, token, skipped, list.delete()));
    }

    private static OngoingCopy ongoing(Command command) throws CopyRefusedException {
        return OngoingCopy.begin(command, command.cdb().u32(LIST_IDENTIFIER_OFFSET), true, true);
    }

    private static void verifyRanges(List<BlockRange> ranges, long capacity) throws CopyRefusedException {
        for (BlockRange range : ranges) {
            if (Long.compareUnsigned(range.lba(), capacity) > 0 || range.blocks() > capacity - range.lba()) {
                throw new CopyRefusedException(Outcome.LBA_OUT_OF_RANGE);
            }
        }
    }

    private static RodToken find(Place source, byte[] presented, long now) throws CopyRefusedException {
        if (source == null) {
            throw CopyRefusedException.illegal(AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_UNKNOWN);
        }
        RodTokens tokens = source.unit().rodTokens();
        RodToken token = tokens.find(presented);
        AdditionalSense invalid = token == null ? tokens.unknown(presented) : token.invalid(source.blocks(), now);
        if (invalid != null) {
            throw CopyRefusedException.illegal(invalid);
        }
        return token;
    }
}
