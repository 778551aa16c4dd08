package org.scst.core.scsi;

/**
 * Rows of the commands for third-party copies (SPC-4 clause 6): one operation code for what goes to the copy manager, one for what
 * comes from it.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ThirdPartyCopyCommands {
    /** Operation code of EXTENDED COPY and its like. */
    public static final int THIRD_PARTY_COPY_OUT = 0x83;

    /** Operation code of RECEIVE COPY RESULTS and its like. */
    public static final int THIRD_PARTY_COPY_IN = 0x84;

    private static final int WHOLE_BYTE = 0xFF;
    private static final CdbField LIST_IDENTIFIER_LID4 = new CdbField(2, 4);
    private static final CdbField TOKEN_LIST_IDENTIFIER = new CdbField(6, 4);

    public static final CommandDescriptor EXTENDED_COPY_LID1 =
            out(0x00, "EXTENDED COPY(LID1)").parameterListLength(10, 4).build();

    public static final CommandDescriptor EXTENDED_COPY_LID4 =
            out(0x01, "EXTENDED COPY(LID4)").parameterListLength(10, 4).build();

    public static final CommandDescriptor POPULATE_TOKEN = out(0x10, "POPULATE TOKEN")
            .uses(TOKEN_LIST_IDENTIFIER)
            .parameterListLength(10, 4)
            .reservation(ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .clause("SBC-3 clause 5")
            .build();

    public static final CommandDescriptor WRITE_USING_TOKEN = out(0x11, "WRITE USING TOKEN")
            .uses(TOKEN_LIST_IDENTIFIER)
            .parameterListLength(10, 4)
            .clause("SBC-3 clause 5")
            .build();

    public static final CommandDescriptor COPY_OPERATION_ABORT =
            out(0x1C, "COPY OPERATION ABORT").uses(LIST_IDENTIFIER_LID4).build();

    public static final CommandDescriptor RECEIVE_COPY_STATUS_LID1 =
            in(0x00, "RECEIVE COPY STATUS(LID1)").uses(2, WHOLE_BYTE).build();

    public static final CommandDescriptor RECEIVE_COPY_OPERATING_PARAMETERS =
            in(0x03, "RECEIVE COPY OPERATING PARAMETERS").build();

    public static final CommandDescriptor RECEIVE_COPY_FAILURE_DETAILS_LID1 =
            in(0x04, "RECEIVE COPY FAILURE DETAILS(LID1)").uses(2, WHOLE_BYTE).build();

    public static final CommandDescriptor RECEIVE_COPY_STATUS_LID4 =
            in(0x05, "RECEIVE COPY STATUS(LID4)").uses(LIST_IDENTIFIER_LID4).build();

    public static final CommandDescriptor RECEIVE_ROD_TOKEN_INFORMATION =
            in(0x07, "RECEIVE ROD TOKEN INFORMATION").uses(LIST_IDENTIFIER_LID4).build();

    public static final CommandDescriptor REPORT_ALL_ROD_TOKENS =
            in(0x08, "REPORT ALL ROD TOKENS").build();

    private ThirdPartyCopyCommands() {}

    /** A copy takes as long as it takes: what it does at other logical units has deadlines. */
    private static CommandDescriptorBuilder out(int serviceAction, String name) {
        return CommandDescriptor.row(THIRD_PARTY_COPY_OUT, serviceAction, name)
                .timeout(TimeoutClass.UNBOUNDED)
                .clause("SPC-4 clause 6");
    }

    private static CommandDescriptorBuilder in(int serviceAction, String name) {
        return CommandDescriptor.row(THIRD_PARTY_COPY_IN, serviceAction, name)
                .allocationLength(10, 4)
                .reservation(ReservationClass.ALLOWED_UNDER_PERSISTENT_RESERVATION)
                .timeout(TimeoutClass.SHORT)
                .clause("SPC-4 clause 6");
    }
}
