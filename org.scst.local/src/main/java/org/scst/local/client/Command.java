package org.scst.local.client;

/**
 * A SCSI command, and where its data is in the shared memory.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param lun the eight bytes, first byte most significant; {@link #lun(int)} makes them of a number
 * @param cdb 6 to 260 bytes
 * @param dataOut where what it sends begins, in bytes from the beginning of the memory
 * @param dataOutLength bytes that it sends
 * @param dataIn where what it receives begins
 * @param dataInLength bytes that there is room for
 */
public record Command(
        long lun, byte[] cdb, TaskAttribute attribute, int dataOut, int dataOutLength, int dataIn, int dataInLength) {
    private static final int SHORTEST_CDB = 6;
    private static final int LONGEST_CDB = 260;
    private static final int MOST_PERIPHERAL = 255;
    private static final int MOST_FLAT = 16383;
    private static final int FLAT = 0x4000;

    /** Copies the CDB and checks its length. */
    public Command {
        cdb = cdb.clone();
        if (cdb.length < SHORTEST_CDB || cdb.length > LONGEST_CDB) {
            throw new IllegalArgumentException("a CDB of " + cdb.length + " bytes: it has 6 to 260");
        }
    }

    /** Without data. */
    public static Command of(long lun, byte[] cdb) {
        return new Command(lun, cdb, TaskAttribute.SIMPLE, 0, 0, 0, 0);
    }

    /** One that sends what stands in the memory from {@code offset} on. */
    public static Command writing(long lun, byte[] cdb, int offset, int length) {
        return new Command(lun, cdb, TaskAttribute.SIMPLE, offset, length, 0, 0);
    }

    /** One that receives to {@code offset}. */
    public static Command reading(long lun, byte[] cdb, int offset, int length) {
        return new Command(lun, cdb, TaskAttribute.SIMPLE, 0, 0, offset, length);
    }

    /** The same with another task attribute. */
    public Command with(TaskAttribute other) {
        return new Command(lun, cdb, other, dataOut, dataOutLength, dataIn, dataInLength);
    }

    /**
     * The eight bytes of a LUN (SAM-6 4.7): peripheral device addressing up to 255, flat space addressing beyond.
     *
     * @param number 0 to 16383
     */
    public static long lun(int number) {
        if (number < 0 || number > MOST_FLAT) {
            throw new IllegalArgumentException("LUN " + number + ": it is 0 to " + MOST_FLAT);
        }
        return (long) (number > MOST_PERIPHERAL ? FLAT | number : number) << 48;
    }

    /** The CDB, a copy. */
    @Override
    public byte[] cdb() {
        return cdb.clone();
    }
}
