package org.scst.user.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.scst.core.scsi.PeripheralDeviceType;

/**
 * What a registration in full mode says besides: which commands are the process's, and what initiators are told of the device.
 *
 * <pre>
 * 320 operation codes (32): code n is bit n modulo 8 of byte n / 8
 * 352 T10 vendor identification (8)   360 product identification (16)   376 product revision level (4)
 * 384 unit serial number (32)         416 instance (8)                  424 block length in force
 * 428 Control mode page (12)          440 zeroes to 511
 * </pre>
 *
 * <p><i>Threading:</i> immutable; who made it does not change its sets and arrays.
 *
 * @param operationCodes that are the process's to answer
 * @param vendor T10 vendor identification, ASCII
 * @param product product identification, ASCII
 * @param revision product revision level, ASCII
 * @param serial unit serial number, ASCII; empty: the platform's
 * @param instance another number when what initiators have told the device may be forgotten; 0: it never is
 * @param blockLength of a sequential-access device: length of the blocks that FIXED counts, 0 for none
 * @param controlModePage the Control mode page as MODE SENSE gives it, 12 bytes; {@code null}: the platform's
 */
public record DeviceDescription(
        BitSet operationCodes,
        String vendor,
        String product,
        String revision,
        String serial,
        long instance,
        int blockLength,
        byte[] controlModePage) {
    private static final int CODES_OFFSET = 320;
    private static final int CODES_LENGTH = 32;
    private static final int VENDOR_OFFSET = 352;
    private static final int VENDOR_LENGTH = 8;
    private static final int PRODUCT_OFFSET = 360;
    private static final int PRODUCT_LENGTH = 16;
    private static final int REVISION_OFFSET = 376;
    private static final int REVISION_LENGTH = 4;
    private static final int SERIAL_OFFSET = 384;
    private static final int SERIAL_LENGTH = 32;
    private static final int INSTANCE_OFFSET = 416;
    private static final int BLOCK_LENGTH_OFFSET = 424;
    private static final int CONTROL_OFFSET = 428;
    private static final int CONTROL_LENGTH = 12;
    private static final int CONTROL_PAGE = 0x0A;
    private static final int MOST_BLOCK = (1 << 24) - 1;

    /**
     * REQUEST SENSE, INQUIRY, RESERVE and RELEASE, COPY, PERSISTENT RESERVE, EXTENDED COPY, RECEIVE COPY RESULTS, ACCESS CONTROL, REPORT LUNS: each
     * initiator sees a state or an inventory of its own there, which the platform keeps.
     */
    private static final List<Integer> PLATFORMS =
            List.of(0x03, 0x12, 0x16, 0x17, 0x18, 0x39, 0x3A, 0x56, 0x57, 0x5E, 0x5F, 0x83, 0x84, 0x86, 0x87, 0xA0);

    void write(ByteBuffer message) {
        message.put(CODES_OFFSET, Arrays.copyOf(operationCodes.toByteArray(), CODES_LENGTH));
        putField(message, VENDOR_OFFSET, VENDOR_LENGTH, vendor);
        putField(message, PRODUCT_OFFSET, PRODUCT_LENGTH, product);
        putField(message, REVISION_OFFSET, REVISION_LENGTH, revision);
        putField(message, SERIAL_OFFSET, SERIAL_LENGTH, serial);
        message.putLong(INSTANCE_OFFSET, instance).putInt(BLOCK_LENGTH_OFFSET, blockLength);
        if (controlModePage != null) {
            message.put(CONTROL_OFFSET, controlModePage);
        }
    }

    /** Its last byte need not be zero. */
    private static void putField(ByteBuffer message, int offset, int length, String text) {
        Wire.putText(message, offset, length + 1, text);
    }

    static DeviceDescription read(ByteBuffer message) {
        byte[] codes = new byte[CODES_LENGTH];
        message.get(CODES_OFFSET, codes);
        byte[] control = new byte[CONTROL_LENGTH];
        message.get(CONTROL_OFFSET, control);
        return new DeviceDescription(
                BitSet.valueOf(codes),
                Wire.getText(message, VENDOR_OFFSET, VENDOR_LENGTH),
                Wire.getText(message, PRODUCT_OFFSET, PRODUCT_LENGTH),
                Wire.getText(message, REVISION_OFFSET, REVISION_LENGTH),
                Wire.getText(message, SERIAL_OFFSET, SERIAL_LENGTH),
                message.getLong(INSTANCE_OFFSET),
                message.getInt(BLOCK_LENGTH_OFFSET),
                control[0] == 0 ? null : control);
    }

    void verify(int peripheralType) throws RefusedException {
        Registration.verify(
                Arrays.stream(PeripheralDeviceType.values()).anyMatch(type -> type.code() == peripheralType)
                        && peripheralType < PeripheralDeviceType.WELL_KNOWN_LOGICAL_UNIT.code(),
                "peripheral type " + peripheralType + " is none that a device can have");
        for (int code : PLATFORMS) {
            Registration.verify(
                    !operationCodes.get(code),
                    "operation code " + Integer.toHexString(code) + "h is the platform's: leave its bit zero");
        }
        for (String text : List.of(vendor, product, revision, serial)) {
            Registration.verify(
                    text.chars().allMatch(character -> character >= ' ' && character <= '~'),
                    "a name has other characters than printable ASCII");
        }
        Registration.verify(!vendor.isBlank(), "vendor is empty: give a T10 vendor identification");
        Registration.verify(!product.isBlank(), "product is empty: give a product identification");
        Registration.verify(
                blockLength >= 0 && blockLength <= MOST_BLOCK,
                "block length in force " + blockLength + ": at most " + MOST_BLOCK);
        Registration.verify(
                controlModePage == null
                        || (controlModePage[0] == CONTROL_PAGE && controlModePage[1] == CONTROL_LENGTH - 2),
                "the Control mode page does not begin 0A 0A");
    }

    /** The type of a code that was verified. */
    public static PeripheralDeviceType type(int code) {
        return Arrays.stream(PeripheralDeviceType.values())
                .filter(type -> type.code() == code)
                .findFirst()
                .orElseThrow();
    }
}
