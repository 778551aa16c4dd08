package org.scst.core.scsi;

import java.util.Objects;

/**
 * The facts about one command, as one row: what the standard says about its CDB and how the mid-layer treats it. Rows are
 * constants ({@link PrimaryCommands}, {@link BlockCommands}), equal only to themselves, and advertise nothing: a command is
 * supported when a command set pairs its row with a handler.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class CommandDescriptor {
    private final int operationCode;
    private final int serviceAction;
    private final String name;
    private final byte[] usage;
    private final DataDirection direction;
    private final CdbField lbaField;
    private final CdbField lengthField;
    private final DataLength dataLength;
    private final int zeroMeans;
    private final int fixedLength;
    private final ReservationClass reservationClass;
    private final UnitAttentionRule unitAttentionRule;
    private final AccessStateRule accessStateRule;
    private final boolean implicitHeadOfQueue;
    private final TimeoutClass timeoutClass;
    private final boolean writesMedium;
    private final boolean windowed;
    private final boolean mediumData;
    private final boolean withoutMedium;
    private final String clause;

    CommandDescriptor(CommandDescriptorBuilder row) {
        operationCode = row.operationCode;
        serviceAction = row.serviceAction;
        name = row.name;
        usage = row.usageMap();
        direction = row.direction;
        lbaField = row.lbaField;
        lengthField = row.lengthField;
        dataLength = row.dataLength;
        zeroMeans = row.zeroMeans;
        fixedLength = row.fixedLength;
        reservationClass = row.reservationClass;
        unitAttentionRule = row.unitAttentionRule;
        accessStateRule = row.accessStateRule;
        implicitHeadOfQueue = row.implicitHeadOfQueue;
        timeoutClass = row.timeoutClass;
        writesMedium = row.writesMedium;
        windowed = row.windowed;
        mediumData = row.mediumData;
        withoutMedium = row.withoutMedium;
        clause = row.clause;
    }

    /**
     * Starts the row of an operation code without service actions.
     *
     * @param operationCode 0 to FFh
     * @param name the standard's
     */
    public static CommandDescriptorBuilder row(int operationCode, String name) {
        return new CommandDescriptorBuilder(operationCode, -1, name);
    }

    /**
     * Starts the row of one service action.
     *
     * @param operationCode 0 to FFh
     * @param serviceAction 0 to 1Fh, for variable length CDBs 0 to FFFFh
     * @param name the standard's
     */
    public static CommandDescriptorBuilder row(int operationCode, int serviceAction, String name) {
        return new CommandDescriptorBuilder(operationCode, Objects.checkIndex(serviceAction, 0x10000), name);
    }

    /** OPERATION CODE. */
    public int operationCode() {
        return operationCode;
    }

    /** SERVICE ACTION, or -1 when the operation code has none. */
    public int serviceAction() {
        return serviceAction;
    }

    /** Whether the operation code is told apart by service actions. */
    public boolean hasServiceAction() {
        return serviceAction >= 0;
    }

    /** The standard's name. */
    public String name() {
        return name;
    }

    /** Bytes of the CDB. */
    public int cdbLength() {
        return usage.length;
    }

    /**
     * CDB USAGE DATA as REPORT SUPPORTED OPERATION CODES returns it: operation code and service action as they are, a one for
     * every bit that is evaluated (if only to refuse it), zero for what is ignored.
     *
     * @return a copy of {@link #cdbLength()} bytes
     */
    public byte[] usage() {
        return usage.clone();
    }

    /** Direction of the data; {@link #direction(Cdb)} where a CDB may have none. */
    public DataDirection direction() {
        return direction;
    }

    /**
     * Direction of the data of one CDB: NONE when its length is zero.
     *
     * @param cdb at least {@link #cdbLength()} bytes
     */
    public DataDirection direction(Cdb cdb) {
        return dataLength(cdb, 1) == 0 ? DataDirection.NONE : direction;
    }

    /** Whether it tells of the device, hence is processed while the medium is not ready, too. */
    public boolean withoutMedium() {
        return withoutMedium;
    }

    /** Where the LOGICAL BLOCK ADDRESS is; {@code null} when there is none. */
    public CdbField lbaField() {
        return lbaField;
    }

    /** Where the length is; {@code null} when there is none. What it counts: {@link #dataLength()}. */
    public CdbField lengthField() {
        return lengthField;
    }

    /** How the length of the data follows from the CDB. */
    public DataLength dataLength() {
        return dataLength;
    }

    /**
     * LOGICAL BLOCK ADDRESS of a CDB, 0 when it has none; to be read as unsigned.
     *
     * @param cdb at least {@link #cdbLength()} bytes
     */
    public long lba(Cdb cdb) {
        return lbaField == null ? 0 : lbaField.read(cdb);
    }

    /**
     * Number of logical blocks a CDB addresses, 0 when it counts none; where zero stands for another number that number.
     *
     * @param cdb at least {@link #cdbLength()} bytes
     */
    public long blocks(Cdb cdb) {
        return dataLength.countsBlocks() ? length(cdb) : 0;
    }

    /**
     * Bytes of data that a CDB asks for: to be transferred, or for Data-In at most.
     *
     * @param cdb at least {@link #cdbLength()} bytes
     * @param blockLength bytes of a logical block
     * @return 0 or more; -1 when only the device server can tell
     */
    public long dataLength(Cdb cdb, int blockLength) {
        return dataLength.bytes(cdb, dataLength == DataLength.FIXED ? fixedLength : length(cdb), blockLength);
    }

    private long length(Cdb cdb) {
        if (lengthField == null) {
            return 0;
        }
        long value = lengthField.read(cdb);
        return value == 0 ? zeroMeans : value;
    }

    /** How reservations treat it. */
    public ReservationClass reservationClass() {
        return reservationClass;
    }

    /** What it does with a pending unit attention condition. */
    public UnitAttentionRule unitAttentionRule() {
        return unitAttentionRule;
    }

    /** In which asymmetric access states it is processed. */
    public AccessStateRule accessStateRule() {
        return accessStateRule;
    }

    /** Whether it is processed as if HEAD OF QUEUE, whatever its task attribute. */
    public boolean implicitHeadOfQueue() {
        return implicitHeadOfQueue;
    }

    /** How long it may take. */
    public TimeoutClass timeoutClass() {
        return timeoutClass;
    }

    /** Whether it changes the medium: refused on what is write protected. */
    public boolean writesMedium() {
        return writesMedium;
    }

    /** Whether a large transfer may be processed window by window. */
    public boolean windowed() {
        return windowed;
    }

    /** Whether its data is the medium's, which nobody but the device server looks at: it may lie in memory that another process has, too. */
    public boolean mediumData() {
        return mediumData || windowed;
    }

    /** The standard and the chapter or clause that defines it. */
    public String clause() {
        return clause;
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
