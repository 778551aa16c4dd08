package org.scst.runtime.console.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.runtime.console.text.Plain;

/**
 * What logical units have sent, for people and programs.
 *
 * <p><i>Threading:</i> pure functions.
 */
final class LocalText {
    private static final int LINE = 16;
    private static final int STANDARD_LENGTH = 36;

    private LocalText() {}

    /** REPORT LUNS parameter data. */
    static Answer luns(byte[] data) {
        List<Object> numbers = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int at = 8; at + 8 <= data.length; at += 8) {
            String lun = new LogicalUnitNumber(ByteBuffer.wrap(data).getLong(at)).toString();
            numbers.add(lun);
            text.append(lun).append('\n');
        }
        return Answer.done(text.toString(), Answer.object("luns", numbers));
    }

    /** Standard INQUIRY data (SPC-4 6.6.2). */
    static Answer inquiry(byte[] data) {
        if (data.length < STANDARD_LENGTH) {
            return bytes(data);
        }
        String vendor = ascii(data, 8, 8);
        String product = ascii(data, 16, 16);
        String revision = ascii(data, 32, 4);
        int type = data[0] & 0x1F;
        int qualifier = data[0] >> 5 & 7;
        String text = String.format(
                "%s %s %s%n  peripheral qualifier %d, device type %02xh, version %02xh, removable %s%n",
                vendor, product, revision, qualifier, type, data[2] & 0xFF, (data[1] & 0x80) != 0 ? "yes" : "no");
        return Answer.done(
                text,
                Answer.object(
                        "vendor", vendor,
                        "product", product,
                        "revision", revision,
                        "qualifier", qualifier,
                        "type", type,
                        "removable", (data[1] & 0x80) != 0,
                        "bytes", HexFormat.of().formatHex(data)));
    }

    /** READ CAPACITY(16) parameter data. */
    static Answer capacity(byte[] data) {
        ByteBuffer fields = ByteBuffer.wrap(data);
        long blocks = fields.getLong(0) + 1;
        int length = fields.getInt(8);
        return Answer.done(
                blocks + " blocks of " + length + " bytes, " + blocks * length + " bytes in all\n",
                Answer.object("blocks", blocks, "block_length", length, "bytes", blocks * length));
    }

    /** Hexadecimal and characters, sixteen bytes on a line. */
    static Answer bytes(byte[] data) {
        StringBuilder text = new StringBuilder();
        HexFormat hex = HexFormat.ofDelimiter(" ");
        for (int at = 0; at < data.length; at += LINE) {
            int end = Math.min(data.length, at + LINE);
            String line = hex.formatHex(data, at, end);
            text.append(String.format("%06x  %-47s  ", at, line));
            for (int i = at; i < end; i++) {
                text.append(data[i] >= ' ' && data[i] < 0x7F ? (char) data[i] : '.');
            }
            text.append('\n');
        }
        return Answer.done(
                text.toString(),
                Answer.object("length", data.length, "bytes", HexFormat.of().formatHex(data)));
    }

    private static String ascii(byte[] data, int offset, int length) {
        return Plain.of(new String(data, offset, length, StandardCharsets.US_ASCII).stripTrailing());
    }
}
