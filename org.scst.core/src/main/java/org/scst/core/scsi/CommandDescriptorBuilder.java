package org.scst.core.scsi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Collects one row. Whatever is declared as a field is part of the usage map, so that a row says each thing once.
 *
 * <p><i>Threading:</i> confined to the caller.
 */
public final class CommandDescriptorBuilder {
    private static final int SERVICE_ACTION_MASK = 0x1F;
    private static final int VARIABLE_SERVICE_ACTION_OFFSET = 8;

    final int operationCode;
    final int serviceAction;
    final String name;
    private final List<CdbField> used = new ArrayList<>();
    private int cdbLength;
    DataDirection direction = DataDirection.NONE;
    CdbField lbaField;
    CdbField lengthField;
    DataLength dataLength = DataLength.NONE;
    int zeroMeans;
    int fixedLength;
    ReservationClass reservationClass = ReservationClass.CONFLICTS;
    UnitAttentionRule unitAttentionRule = UnitAttentionRule.REPORTS;
    AccessStateRule accessStateRule = AccessStateRule.WHILE_ACTIVE;
    boolean implicitHeadOfQueue;
    TimeoutClass timeoutClass = TimeoutClass.NORMAL;
    boolean writesMedium;
    boolean windowed;
    boolean mediumData;
    boolean withoutMedium;
    String clause = "";

    CommandDescriptorBuilder(int operationCode, int serviceAction, String name) {
        this.operationCode = Objects.checkIndex(operationCode, 0x100);
        this.serviceAction = serviceAction;
        this.name = Objects.requireNonNull(name);
        this.cdbLength = Cdb.lengthOf(operationCode);
    }

    /** Bytes of the CDB; needed where the operation code does not tell. */
    public CommandDescriptorBuilder cdb(int length) {
        cdbLength = length;
        return this;
    }

    /** Bits of a byte that are evaluated besides the fields declared otherwise. */
    public CommandDescriptorBuilder uses(int offset, int bits) {
        return uses(new CdbField(offset, 1, bits));
    }

    /** A field that is evaluated besides those declared otherwise. */
    public CommandDescriptorBuilder uses(CdbField field) {
        used.add(field);
        return this;
    }

    /** LOGICAL BLOCK ADDRESS of whole bytes. */
    public CommandDescriptorBuilder lba(int offset, int width) {
        return lba(new CdbField(offset, width));
    }

    /** LOGICAL BLOCK ADDRESS. */
    public CommandDescriptorBuilder lba(CdbField field) {
        lbaField = field;
        used.add(field);
        return this;
    }

    /** ALLOCATION LENGTH: Data-In. */
    public CommandDescriptorBuilder allocationLength(int offset, int width) {
        return length(DataDirection.FROM_DEVICE, DataLength.ALLOCATION, offset, width);
    }

    /** PARAMETER LIST LENGTH: Data-Out. */
    public CommandDescriptorBuilder parameterListLength(int offset, int width) {
        return length(DataDirection.TO_DEVICE, DataLength.PARAMETER_LIST, offset, width);
    }

    /** TRANSFER LENGTH, NUMBER OF LOGICAL BLOCKS: logical blocks. */
    public CommandDescriptorBuilder blocks(DataDirection way, DataLength counted, int offset, int width) {
        if (!counted.countsBlocks()) {
            throw new IllegalArgumentException(counted + " counts no blocks");
        }
        return length(way, counted, offset, width);
    }

    private CommandDescriptorBuilder length(DataDirection way, DataLength counted, int offset, int width) {
        direction = way;
        dataLength = counted;
        lengthField = new CdbField(offset, width);
        used.add(lengthField);
        return this;
    }

    /** What a length field of zero stands for, if not for zero. */
    public CommandDescriptorBuilder zeroMeans(int count) {
        zeroMeans = count;
        return this;
    }

    /** Data-In whose length the standard fixes. */
    public CommandDescriptorBuilder fixedDataIn(int bytes) {
        direction = DataDirection.FROM_DEVICE;
        dataLength = DataLength.FIXED;
        fixedLength = bytes;
        return this;
    }

    /** Data whose length only the device server can tell. */
    public CommandDescriptorBuilder unknownLength(DataDirection way) {
        direction = way;
        dataLength = DataLength.UNKNOWN;
        return this;
    }

    /** How reservations treat it; CONFLICTS unless said. */
    public CommandDescriptorBuilder reservation(ReservationClass treated) {
        reservationClass = treated;
        return this;
    }

    /** What it does with a pending unit attention condition; REPORTS unless said. */
    public CommandDescriptorBuilder unitAttention(UnitAttentionRule rule) {
        unitAttentionRule = rule;
        return this;
    }

    /** In which asymmetric access states it is processed; WHILE_ACTIVE unless said. */
    public CommandDescriptorBuilder accessState(AccessStateRule rule) {
        accessStateRule = rule;
        return this;
    }

    /** Processed as if HEAD OF QUEUE. */
    public CommandDescriptorBuilder headOfQueue() {
        implicitHeadOfQueue = true;
        return this;
    }

    /** How long it may take; NORMAL unless said. */
    public CommandDescriptorBuilder timeout(TimeoutClass allowed) {
        timeoutClass = allowed;
        return this;
    }

    /** It changes the medium. */
    public CommandDescriptorBuilder writesMedium() {
        writesMedium = true;
        return this;
    }

    /** It may be processed window by window. */
    public CommandDescriptorBuilder windowed() {
        windowed = true;
        return this;
    }

    /** Its data is the medium's, which nobody but the device server looks at, though it has to come in one piece. */
    public CommandDescriptorBuilder mediumData() {
        mediumData = true;
        return this;
    }

    /** It tells of the device: it is processed while the medium is not ready, too. */
    public CommandDescriptorBuilder withoutMedium() {
        withoutMedium = true;
        return this;
    }

    /** The standard and the chapter or clause that defines it. */
    public CommandDescriptorBuilder clause(String where) {
        clause = where;
        return this;
    }

    /**
     * The row.
     *
     * @throws IllegalArgumentException when the CDB's length is not known, differs from what the operation code says, or ends
     *     before a field
     */
    public CommandDescriptor build() {
        int byGroup = Cdb.lengthOf(operationCode);
        if (cdbLength < 1 || cdbLength > Cdb.MAX_LENGTH || byGroup > 0 && byGroup != cdbLength) {
            throw new IllegalArgumentException(name + ": no CDB of " + cdbLength + " bytes");
        }
        return new CommandDescriptor(this);
    }

    byte[] usageMap() {
        byte[] map = new byte[cdbLength];
        for (CdbField field : used) {
            int end = field.offset() + field.width();
            if (end > cdbLength) {
                throw new IllegalArgumentException(name + ": a field ends behind the CDB at " + end);
            }
            for (int i = field.offset(); i < end; i++) {
                map[i] |= (byte) field.maskOf(i);
            }
        }
        map[0] = (byte) operationCode;
        map[operationCode == Cdb.VARIABLE_LENGTH ? Cdb.VARIABLE_CONTROL_OFFSET : cdbLength - 1] |= Cdb.NACA;
        if (serviceAction >= 0) {
            putServiceAction(map);
        }
        return map;
    }

    private void putServiceAction(byte[] map) {
        if (operationCode == Cdb.VARIABLE_LENGTH) {
            map[Cdb.ADDITIONAL_LENGTH_OFFSET] = -1;
            map[VARIABLE_SERVICE_ACTION_OFFSET] = (byte) (serviceAction >> 8);
            map[VARIABLE_SERVICE_ACTION_OFFSET + 1] = (byte) serviceAction;
            return;
        }
        if (serviceAction > SERVICE_ACTION_MASK || (map[1] & SERVICE_ACTION_MASK) != 0) {
            throw new IllegalArgumentException(name + ": byte 1 has no room for its service action");
        }
        map[1] |= (byte) serviceAction;
    }
}
