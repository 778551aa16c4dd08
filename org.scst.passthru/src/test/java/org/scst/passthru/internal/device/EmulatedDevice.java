package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.scst.core.linux.Errno;
import org.scst.core.scsi.DataDirection;
import org.scst.passthru.internal.generic.Completion;
import org.scst.passthru.internal.generic.ScsiGeneric;
import org.scst.passthru.internal.generic.ScsiRequest;

/** A device behind the interface of the kernel: what it answers is a table of CDBs, with blocks that READ and WRITE reach. */
final class EmulatedDevice implements ScsiGeneric {
    static final int BLOCK = 512;
    /** CDBs in hexadecimal, as far as they matter, and the Data-In of each. */
    final Map<String, String> answers = new TreeMap<>();

    /** As {@link #answers}, for what ends with sense data. */
    final Map<String, String> failures = new TreeMap<>();

    final Deque<Completion> next = new ArrayDeque<>();
    /** Bytes that the next READs do not send, although they end GOOD. */
    final Deque<Integer> missing = new ArrayDeque<>();

    final List<String> seen = new ArrayList<>();
    final byte[] medium = new byte[64 * BLOCK];
    int largest = 64 * 1024;
    int resets;
    boolean gone;
    Runnable onPresent = () -> {};
    boolean closed;

    static EmulatedDevice disk() {
        EmulatedDevice disk = new EmulatedDevice();
        disk.identity(0x00, "SERIAL1");
        disk.answers.put("25", "0000003f00000200");
        disk.answers.put("1a000a", "0b000008" + "0000000000000200" + "0a0a0010004000000000" + "0000");
        return disk;
    }

    void identity(int type, String serial) {
        answers.put(
                "1200",
                HexFormat.of().toHexDigits((byte) type) + "0006025b101002" + ascii("ACME    ")
                        + ascii("Emulated        ") + ascii("1.0 ") + "00".repeat(22) + "04c0" + "00".repeat(36));
        answers.put("120100", "00000004" + "008083b0");
        answers.put("120180", "0080000" + serial.length() + ascii(serial));
        // The logical unit by NAA, and a port of the device's own.
        answers.put("120183", "00830014" + "01030008" + "5000000000000001" + "61940004" + "00000001");
        answers.put("1201b0", "00b00004" + "0000002a");
    }

    static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    static Completion check(String sense) {
        return new Completion(0, 2, 0, 8, 0, HexFormat.of().parseHex(sense));
    }

    static Completion unitAttention(String code) {
        return check("70000600000000" + "0a" + "00000000" + code + "00000000");
    }

    @Override
    public void begin(ScsiRequest request, Consumer<Completion> completed) {
        completed.accept(gone ? Completion.refused(Errno.ENODEV) : carryOut(request));
    }

    private Completion carryOut(ScsiRequest request) {
        String cdb = HexFormat.of().formatHex(request.cdb());
        seen.add(cdb);
        if (!next.isEmpty()) {
            return next.poll();
        }
        for (Map.Entry<String, String> failure : failures.entrySet()) {
            if (cdb.startsWith(failure.getKey())) {
                return check(failure.getValue());
            }
        }
        if (cdb.startsWith("28") || cdb.startsWith("2a")) {
            return access(request);
        }
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            if (cdb.startsWith(answer.getKey())) {
                return answer(request, HexFormat.of().parseHex(answer.getValue()));
            }
        }
        boolean known = cdb.startsWith("00") || request.direction() == DataDirection.NONE;
        return known ? answer(request, new byte[0]) : check("70000500000000" + "0a" + "00000000" + "2000" + "00000000");
    }

    private Completion access(ScsiRequest request) {
        byte[] cdb = request.cdb();
        int at = (cdb[4] & 0xFF) << 8 | cdb[5] & 0xFF;
        int blocks = (cdb[7] & 0xFF) << 8 | cdb[8] & 0xFF;
        boolean out = request.direction() == DataDirection.TO_DEVICE;
        int whole = blocks * BLOCK;
        if (request.length() > largest || request.length() > whole || out && request.length() < whole) {
            return Completion.refused(Errno.EINVAL);
        }
        ByteBuf data = request.data();
        int less = out || missing.isEmpty() ? 0 : missing.poll();
        if (out) {
            data.getBytes(request.index(), medium, at * BLOCK, request.length());
        } else {
            data.setBytes(request.index(), medium, at * BLOCK, request.length() - less);
        }
        return new Completion(0, 0, 0, 0, less, new byte[0]);
    }

    private static Completion answer(ScsiRequest request, byte[] bytes) {
        int length = Math.min(bytes.length, request.length());
        if (length > 0) {
            request.data().setBytes(request.index(), Arrays.copyOf(bytes, length));
        }
        return new Completion(0, 0, 0, 0, request.length() - length, new byte[0]);
    }

    @Override
    public boolean synchronous() {
        return true;
    }

    @Override
    public int largestTransfer() {
        return largest;
    }

    @Override
    public boolean present() {
        onPresent.run();
        return !gone;
    }

    @Override
    public void reset() throws IOException {
        resets++;
    }

    @Override
    public void close() {
        closed = true;
    }
}
