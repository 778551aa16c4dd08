package org.scst.core.internal.spool;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.reservation.ReservationText;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.TransportId;

/**
 * The text of a spool: a line for each thing, words divided by blanks, names and texts percent-encoded.
 *
 * <pre>
 *   device NAME SERIAL CAPACITY BLOCK-LENGTH INQUIRY REMEMBERED RESERVATIONS
 *   page CODE VALUES                                  of the device above; hexadecimal
 *   nexus PORT KEY INITIATOR INVENTORY TRANSPORTID    the last hexadecimal
 *   unit LUN DEVICE [reserves] [prevents] [faulted]            of the nexus above
 *   attention SENSE                                   of the unit above; descriptor format, hexadecimal
 * </pre>
 *
 * <p><i>Threading:</i> confined to its caller.
 */
final class SpoolText {
    private static final HexFormat HEX = HexFormat.of();

    private final List<SpooledDevice> devices = new ArrayList<>();
    private final List<SpooledNexus> nexuses = new ArrayList<>();

    private SpoolText() {}

    static String write(VolatileState state) {
        StringBuilder text = new StringBuilder();
        state.devices().forEach(device -> write(text, device));
        state.nexuses().forEach(nexus -> write(text, nexus));
        return text.toString();
    }

    private static void write(StringBuilder text, SpooledDevice device) {
        line(
                text,
                "device",
                word(device.name()),
                word(device.serial()),
                Long.toString(device.capacity()),
                Integer.toString(device.blockLength()),
                word(device.inquiry()),
                word(device.remembered()),
                word(ReservationText.write(device.reservations())),
                word(device.portGroups()));
        device.modePages()
                .forEach((code, values) -> line(text, "page", Integer.toHexString(code), word(HEX.formatHex(values))));
    }

    private static void write(StringBuilder text, SpooledNexus nexus) {
        line(
                text,
                "nexus",
                word(nexus.port()),
                word(nexus.key()),
                word(nexus.initiatorName()),
                word(nexus.inventory()),
                word(
                        nexus.initiatorPort() == null
                                ? ""
                                : HEX.formatHex(nexus.initiatorPort().bytes())),
                word(nexus.groupName()));
        for (SpooledLogicalUnit unit : nexus.units()) {
            List<String> words = new ArrayList<>(List.of("unit", Integer.toString(unit.lun()), word(unit.device())));
            if (unit.reserves()) {
                words.add("reserves");
            }
            if (unit.preventsRemoval()) {
                words.add("prevents");
            }
            if (unit.faulted()) {
                words.add("faulted");
            }
            line(text, words.toArray(String[]::new));
            unit.attentions().forEach(attention -> line(text, "attention", hex(attention)));
        }
    }

    private static void line(StringBuilder text, String... words) {
        text.append(String.join(" ", words)).append('\n');
    }

    /** Never empty and without a blank: a mark stands before it. */
    private static String word(String text) {
        return "." + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(String word) {
        return URLDecoder.decode(word.substring(1), StandardCharsets.UTF_8);
    }

    private static String hex(Sense sense) {
        byte[] bytes = new byte[Sense.MAX_LENGTH];
        return HEX.formatHex(bytes, 0, sense.writeDescriptor(bytes, 0));
    }

    /** @throws RuntimeException of whatever kind, when the text is not one that {@link #write} wrote */
    static VolatileState read(String body) {
        SpoolText text = new SpoolText();
        body.lines().forEach(line -> text.take(line.split(" ")));
        return new VolatileState(text.devices, text.nexuses);
    }

    private void take(String[] words) {
        switch (words[0]) {
            case "device" ->
                devices.add(new SpooledDevice(
                        text(words[1]),
                        text(words[2]),
                        Long.parseLong(words[3]),
                        Integer.parseInt(words[4]),
                        text(words[5]),
                        Map.of(),
                        words.length > 6 ? text(words[6]) : "",
                        words.length > 7 ? ReservationText.read(text(words[7])) : ReservationState.NONE,
                        words.length > 8 ? text(words[8]) : ""));
            case "page" -> page(Integer.parseInt(words[1], 16), HEX.parseHex(text(words[2])));
            case "nexus" ->
                nexuses.add(new SpooledNexus(
                        text(words[1]),
                        text(words[2]),
                        text(words[3]),
                        text(words[words.length > 6 ? 6 : 3]),
                        words.length > 5 ? transportId(text(words[5])) : null,
                        text(words[4]),
                        List.of()));
            case "unit" -> unit(words, List.of(words).subList(3, words.length));
            case "attention" -> attention(Sense.read(HEX.parseHex(words[1])));
            default -> throw new IllegalArgumentException("not a line of a spool: " + words[0]);
        }
    }

    private static TransportId transportId(String hex) {
        byte[] bytes = HEX.parseHex(hex);
        return bytes.length == 0 ? null : TransportId.read(bytes, 0, bytes.length);
    }

    private void page(int code, byte[] values) {
        SpooledDevice device = devices.removeLast();
        Map<Integer, byte[]> pages = new TreeMap<>(device.modePages());
        pages.put(code, values);
        devices.add(new SpooledDevice(
                device.name(),
                device.serial(),
                device.capacity(),
                device.blockLength(),
                device.inquiry(),
                pages,
                device.remembered(),
                device.reservations(),
                device.portGroups()));
    }

    private void unit(String[] words, List<String> flags) {
        endWith(
                new SpooledLogicalUnit(
                        Integer.parseInt(words[1]),
                        text(words[2]),
                        flags.contains("reserves"),
                        flags.contains("prevents"),
                        flags.contains("faulted"),
                        List.of()),
                0);
    }

    private void attention(Sense sense) {
        SpooledLogicalUnit unit = nexuses.getLast().units().getLast();
        List<Sense> attentions = new ArrayList<>(unit.attentions());
        attentions.add(sense);
        endWith(
                new SpooledLogicalUnit(
                        unit.lun(), unit.device(), unit.reserves(), unit.preventsRemoval(), unit.faulted(), attentions),
                1);
    }

    /** Gives the last nexus this unit at its end, in place of the last {@code replaced}. */
    private void endWith(SpooledLogicalUnit unit, int replaced) {
        SpooledNexus nexus = nexuses.removeLast();
        List<SpooledLogicalUnit> units =
                new ArrayList<>(nexus.units().subList(0, nexus.units().size() - replaced));
        units.add(unit);
        nexuses.add(nexus.with(units));
    }
}
