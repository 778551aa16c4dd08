package org.scst.core.internal.copy;

import org.scst.core.device.CommandSet;
import org.scst.core.scsi.ThirdPartyCopyCommands;

/**
 * The commands of a logical unit's copy manager (SPC-4), and which descriptors it understands.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class CopyCommandSet {
    private CopyCommandSet() {}

    /**
     * Adds the commands to those of a logical unit.
     *
     * @param tokens whether it can make ROD tokens
     */
    public static void addTo(CommandSet.Builder set, boolean tokens) {
        addCopies(set);
        if (tokens) {
            set.add(ThirdPartyCopyCommands.POPULATE_TOKEN, PopulateToken.command())
                    .add(ThirdPartyCopyCommands.WRITE_USING_TOKEN, WriteUsingToken.command())
                    .add(ThirdPartyCopyCommands.RECEIVE_ROD_TOKEN_INFORMATION, ReceiveCopyResults.rodTokenInformation())
                    .add(ThirdPartyCopyCommands.REPORT_ALL_ROD_TOKENS, new ReportAllRodTokens());
        }
    }

    private static void addCopies(CommandSet.Builder set) {
        set.add(
                        ThirdPartyCopyCommands.EXTENDED_COPY_LID1,
                        ExtendedCopy.command(CopyParameterList.HEADER_LID1, CopyParameterList::readLid1))
                .add(
                        ThirdPartyCopyCommands.EXTENDED_COPY_LID4,
                        ExtendedCopy.command(CopyParameterList.HEADER_LID4, CopyParameterList::readLid4))
                .add(ThirdPartyCopyCommands.COPY_OPERATION_ABORT, new CopyOperationAbort())
                .add(ThirdPartyCopyCommands.RECEIVE_COPY_STATUS_LID1, ReceiveCopyResults.statusLid1())
                .add(ThirdPartyCopyCommands.RECEIVE_COPY_OPERATING_PARAMETERS, new ReceiveCopyOperatingParameters())
                .add(ThirdPartyCopyCommands.RECEIVE_COPY_FAILURE_DETAILS_LID1, ReceiveCopyResults.failureDetailsLid1())
                .add(ThirdPartyCopyCommands.RECEIVE_COPY_STATUS_LID4, ReceiveCopyResults.statusLid4());
    }

    /** Of the segment descriptors and CSCD descriptors that are understood, ascending. */
    static byte[] descriptorTypeCodes() {
        byte[] codes = new byte[SegmentDescriptor.TYPE_CODES.size() + 1];
        for (int i = 0; i < codes.length - 1; i++) {
            codes[i] = SegmentDescriptor.TYPE_CODES.get(i).byteValue();
        }
        codes[codes.length - 1] = (byte) CscdDescriptor.TYPE_CODE;
        return codes;
    }
}
