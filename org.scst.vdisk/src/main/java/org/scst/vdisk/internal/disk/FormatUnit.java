package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.vdisk.internal.protection.ProtectionType;

/**
 * FORMAT UNIT: the whole medium reads as zeroes afterwards, with protection information of the type asked for, if the medium can have
 * it. There are no defects to be told of, and no initialization pattern (SANITIZE has one): with FMTDATA only a header is taken.
 *
 * <pre>
 *   short   0  PROTECTION FIELD USAGE(2-0)    1  FOV(7) DPRY DCRT STPF(4) IP(3) IMMED(1)    2  DEFECT LIST LENGTH (2)
 *   long    0, 1 the same    3  P_I_INFORMATION, PROTECTION INTERVAL EXPONENT    4  DEFECT LIST LENGTH (4)
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class FormatUnit implements CommandHandler {
    private static final int OPTIONS = 1;
    private static final int PROTECTION = 0xC0;
    private static final int RESERVED = 1;
    private static final int OF_TWO_TYPES = 3;
    private static final int PROTECTION_FIELD_USAGE = 0x07;
    private static final int LONGLIST_BIT = 5;
    private static final int FMTDATA_BIT = 4;
    private static final int CMPLIST_BIT = 3;
    private static final int SHORT_HEADER = 4;
    private static final int LONG_HEADER = 8;
    private static final int IMMED = 0x02;
    private static final int INITIALIZATION_PATTERN = 0x08;
    private final BlockMedium medium;
    private final WholeMedium whole;

    FormatUnit(BlockMedium medium, WholeMedium whole) {
        this.medium = medium;
        this.whole = whole;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        int information = protectionInformation(cdb);
        if (information == RESERVED || information != 0 && !medium.protectable()) {
            return Outcome.check(Sense.invalidFieldInCdb(OPTIONS, 7));
        }
        if (cdb.bit(OPTIONS, CMPLIST_BIT)) {
            return Outcome.check(Sense.invalidFieldInCdb(OPTIONS, CMPLIST_BIT));
        }
        int header = cdb.bit(OPTIONS, LONGLIST_BIT) ? LONG_HEADER : SHORT_HEADER;
        command.transfer(DataDirection.TO_DEVICE, cdb.bit(OPTIONS, FMTDATA_BIT) ? header : 0);
        medium.beingChanged().begin();
        return null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        // It may have been parsed by the server before this one.
        return medium.beingChanged().begun() ? command.handOver() : Outcome.BUSY;
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (!command.cdb().bit(OPTIONS, FMTDATA_BIT)) {
            return whole.begin(WholeMediumTask.format(type(command.cdb(), 0)), command, false);
        }
        int length = command.cdb().bit(OPTIONS, LONGLIST_BIT) ? LONG_HEADER : SHORT_HEADER;
        ByteBuf data = command.data();
        if (data == null || data.readableBytes() != length) {
            return Outcome.PARAMETER_LIST_LENGTH_ERROR;
        }
        byte[] header = new byte[length];
        data.getBytes(data.readerIndex(), header);
        Outcome refused = refused(header, protectionInformation(command.cdb()));
        ProtectionType type = type(command.cdb(), header[0] & PROTECTION_FIELD_USAGE);
        return refused != null ? refused : whole.begin(WholeMediumTask.format(type), command, (header[1] & IMMED) != 0);
    }

    /** FMTPINFO. */
    private static int protectionInformation(Cdb cdb) {
        return (cdb.u8(OPTIONS) & PROTECTION) >> 6;
    }

    /** By FMTPINFO and PROTECTION FIELD USAGE (SBC-3, FORMAT UNIT). */
    private static ProtectionType type(Cdb cdb, int usage) {
        return switch (protectionInformation(cdb)) {
            case 2 -> ProtectionType.TYPE_1;
            case OF_TWO_TYPES -> usage == 0 ? ProtectionType.TYPE_2 : ProtectionType.TYPE_3;
            default -> null;
        };
    }

    private static Outcome refused(byte[] header, int information) {
        int usage = header[0] & PROTECTION_FIELD_USAGE;
        if (usage > 1 || usage == 1 && information != OF_TWO_TYPES) {
            return Outcome.check(Sense.invalidFieldInParameterList(0, 2));
        }
        if ((header[1] & INITIALIZATION_PATTERN) != 0) {
            return Outcome.check(Sense.invalidFieldInParameterList(1, 3));
        }
        for (int i = 0; i < header.length; i++) {
            // DPRY, DCRT and STPF are about defects, of which there are none.
            if (i > 1 && header[i] != 0 || i == 0 && (header[i] & ~PROTECTION_FIELD_USAGE) != 0) {
                return Outcome.check(Sense.invalidFieldInParameterList(i, 7));
            }
        }
        return null;
    }
}
