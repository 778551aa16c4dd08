package org.scst.core.internal.reservation;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.scsi.TransportId;

/**
 * A state as text, in the form of SCST's attribute {@code pr_state}, with one line more.
 *
 * <pre>
 *   version 1
 *   generation N                                      decimal
 *   aptpl 0|1                                         may be left out: 0
 *   reservation TYPE SCOPE                            hexadecimal; 00 00 when nothing is reserved
 *   registrant RTPI KEY HOLDER LENGTH TRANSPORTID     one each: decimal, 16 hexadecimal digits, 0 or 1, bytes, hexadecimal
 * </pre>
 *
 * <p><i>Threading:</i> confined to its caller.
 */
public final class ReservationText {
    private static final HexFormat HEX = HexFormat.of();

    private int generation;
    private boolean persistent;
    private ReservationType type;
    private Registrant holder;
    private final Map<Registrant, Long> keys = new LinkedHashMap<>();

    private ReservationText() {}

    /** Writes it. */
    public static String write(ReservationState state) {
        StringBuilder text = new StringBuilder("version 1\n");
        text.append("generation ")
                .append(Integer.toUnsignedString(state.generation()))
                .append('\n');
        text.append("aptpl ").append(state.persistent() ? 1 : 0).append('\n');
        int type = state.type() == null ? 0 : state.type().code();
        text.append(String.format("reservation %02x 00\n", type));
        state.keys().forEach((registrant, key) -> {
            byte[] id = registrant.initiatorPort().bytes();
            text.append("registrant ").append(registrant.targetPort());
            text.append(' ').append(HEX.toHexDigits(key));
            text.append(' ').append(state.holds(registrant) ? 1 : 0);
            text.append(' ')
                    .append(id.length)
                    .append(' ')
                    .append(HEX.formatHex(id))
                    .append('\n');
        });
        return text.toString();
    }

    /**
     * Reads what {@link #write} wrote, or SCST.
     *
     * @throws IllegalArgumentException when it is no such text, or no state of persistent reservations
     */
    public static ReservationState read(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.getFirst().strip().equals("version 1")) {
            throw new IllegalArgumentException("the first line is not \"version 1\"");
        }
        ReservationText read = new ReservationText();
        lines.stream().skip(1).forEach(read::take);
        return new ReservationState(read.generation, read.persistent, read.keys, read.type, read.holder);
    }

    private void take(String line) {
        String[] words = line.strip().split("\\s+");
        try {
            switch (words[0] + " " + words.length) {
                case "generation 2" -> generation = Integer.parseUnsignedInt(words[1]);
                case "aptpl 2" -> persistent = flag(words[1]);
                case "reservation 3" -> reservation(words[1], words[2]);
                case "registrant 6" -> registrant(words);
                default -> throw new IllegalArgumentException("no such line");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + line.strip() + "\": " + e.getMessage(), e);
        }
    }

    private static boolean flag(String word) {
        if (!word.equals("0") && !word.equals("1")) {
            throw new IllegalArgumentException("neither 0 nor 1: " + word);
        }
        return word.equals("1");
    }

    private void reservation(String typeCode, String scope) {
        int code = Integer.parseInt(typeCode, 16);
        type = ReservationType.of(code);
        if (type == null && code != 0 || Integer.parseInt(scope, 16) != 0) {
            throw new IllegalArgumentException("no such type and scope");
        }
    }

    private void registrant(String[] words) {
        TransportId id = transportId(words[5]);
        if (Integer.parseInt(words[4]) != id.length()) {
            throw new IllegalArgumentException("the TransportID has " + id.length() + " bytes");
        }
        Registrant registrant = new Registrant(id, Integer.parseInt(words[1]));
        if (keys.put(registrant, Long.parseUnsignedLong(words[2], 16)) != null) {
            throw new IllegalArgumentException("registered twice");
        }
        boolean holds = flag(words[3]);
        if (type == null || type.allRegistrants()) {
            if (holds != (type != null)) {
                throw new IllegalArgumentException("contradicts the reservation");
            }
        } else if (holds) {
            hold(registrant);
        }
    }

    private void hold(Registrant registrant) {
        if (holder != null) {
            throw new IllegalArgumentException("a second holder");
        }
        holder = registrant;
    }

    private static TransportId transportId(String hex) {
        byte[] bytes = HEX.parseHex(hex);
        return TransportId.read(bytes, 0, bytes.length);
    }
}
