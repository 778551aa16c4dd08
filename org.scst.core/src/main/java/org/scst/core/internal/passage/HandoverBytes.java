package org.scst.core.internal.passage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.scst.core.linux.DescriptorIdentity;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;

/**
 * What drivers have left, as bytes: only what is a descriptor can be passed on. Length, version and a CRC32C over all of it stand in
 * front; what is not whole is refused as a whole, before any descriptor in it is believed.
 *
 * <p><i>Threading:</i> stateless.
 */
final class HandoverBytes {
    private static final int MAGIC = 0x53435354; // "SCST"
    private static final int VERSION = 2;
    /** Magic, version, length of what follows and its CRC32C. */
    private static final int HEADER = 4 * Integer.BYTES;

    private static final int MOST_RECORDS = 1 << 20;

    private HandoverBytes() {}

    /** Whether it can be passed on. */
    static boolean passes(Handover.Carried carried) {
        return carried.channel() instanceof Integer;
    }

    /** What of it {@link #passes}; nothing is released. */
    static byte[] write(Map<String, Handover> left) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(body);
            out.writeInt(left.size());
            for (Map.Entry<String, Handover> driver : left.entrySet()) {
                out.writeUTF(driver.getKey());
                out.writeInt(driver.getValue().version());
                List<Handover.Carried> passing = driver.getValue().carried().stream()
                        .filter(HandoverBytes::passes)
                        .toList();
                out.writeInt(passing.size());
                for (Handover.Carried carried : passing) {
                    write(carried, out);
                }
            }
            return framed(body.toByteArray());
        } catch (IOException impossible) {
            throw new IllegalStateException("memory failed", impossible);
        }
    }

    private static byte[] framed(byte[] body) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(HEADER + body.length);
        DataOutputStream out = new DataOutputStream(all);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(body.length);
        out.writeInt(checksum(body));
        out.write(body);
        return all.toByteArray();
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }

    private static void write(Handover.Carried carried, DataOutputStream out) throws IOException {
        out.writeUTF(carried.kind());
        int descriptor = (Integer) carried.channel();
        out.writeInt(descriptor);
        out.writeUTF(DescriptorIdentity.of(descriptor));
        out.writeInt(carried.text().size());
        for (Map.Entry<String, String> text : carried.text().entrySet()) {
            out.writeUTF(text.getKey());
            out.writeUTF(text.getValue());
        }
        out.writeInt(carried.numbers().size());
        for (Map.Entry<String, Long> number : carried.numbers().entrySet()) {
            out.writeUTF(number.getKey());
            out.writeLong(number.getValue());
        }
        out.writeInt(carried.bytes().size());
        for (Map.Entry<String, ByteBuf> bytes : carried.bytes().entrySet()) {
            byte[] content = ByteBufUtil.getBytes(bytes.getValue());
            out.writeUTF(bytes.getKey());
            out.writeInt(content.length);
            out.write(content);
        }
    }

    /**
     * Reads what {@link #write} has made; zeroes behind it are passed over, and so is what is not open any more: its peer has gone.
     *
     * @param given descriptors that can be meant, as of {@link OpenDescriptors}
     * @throws IOException when it is damaged, cut, or of another version
     */
    static Map<String, Handover> read(byte[] all, Set<Integer> given) throws IOException {
        DataInputStream head = new DataInputStream(new ByteArrayInputStream(all));
        if (all.length < HEADER || head.readInt() != MAGIC) {
            throw new IOException("it is no passage of connections");
        }
        int version = head.readInt();
        if (version != VERSION) {
            throw new IOException("it is of version " + version + ", and only version " + VERSION + " is known here");
        }
        int length = head.readInt();
        int checksum = head.readInt();
        if (length < 0 || length > all.length - HEADER) {
            throw new IOException("it is cut");
        }
        byte[] body = head.readNBytes(length);
        if (checksum(body) != checksum) {
            throw new IOException("it is damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
        Map<String, Handover> left = new LinkedHashMap<>();
        OpenDescriptors open = new OpenDescriptors(given);
        for (int drivers = in.readInt(); drivers > 0; drivers--) {
            String driver = in.readUTF();
            int meaning = in.readInt();
            List<Handover.Carried> carried = new ArrayList<>();
            for (int records = count(in); records > 0; records--) {
                readOne(in, open).ifPresent(carried::add);
            }
            left.put(driver, new Handover(meaning, carried));
        }
        return left;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_RECORDS) {
            throw new IOException(count + " records");
        }
        return count;
    }

    private static Optional<Handover.Carried> readOne(DataInputStream in, OpenDescriptors open) throws IOException {
        String kind = in.readUTF();
        int descriptor = open.find(in.readInt(), in.readUTF());
        Map<String, String> text = new HashMap<>();
        for (int left = count(in); left > 0; left--) {
            text.put(in.readUTF(), in.readUTF());
        }
        Map<String, Long> numbers = new HashMap<>();
        for (int left = count(in); left > 0; left--) {
            numbers.put(in.readUTF(), in.readLong());
        }
        Map<String, ByteBuf> bytes = new HashMap<>();
        for (int left = count(in); left > 0; left--) {
            String name = in.readUTF();
            bytes.put(name, Unpooled.wrappedBuffer(in.readNBytes(in.readInt())));
        }
        return descriptor < 0
                ? Optional.empty()
                : Optional.of(
                        Handover.Carried.ofDescriptor(kind, new SocketDescriptor(descriptor), text, numbers, bytes));
    }
}
