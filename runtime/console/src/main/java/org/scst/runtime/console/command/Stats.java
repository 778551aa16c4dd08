package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.ItlNexusSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Statistics;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/**
 * {@code stats}: counters by device and by session; with {@code --latency} where the time of their commands goes, with
 * {@code --pairs} what each session does at each device. That is always counted, and costs only who wants to see it.
 */
final class Stats implements Command {
    private static final String LATENCY = "--latency";
    private static final String PAIRS = "--pairs";
    private static final String SESSION = "--session";

    private final Services services;

    Stats(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "stats";
    }

    @Override
    public String purpose() {
        return "Show counters and latencies by device and by session";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "[DEVICE] [--latency] [--pairs] [--session ID]",
                        0,
                        1,
                        Grammar.flag(LATENCY),
                        Grammar.flag(PAIRS),
                        Grammar.value(SESSION, Noun.SESSION))
                .with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "since the start"),
                new Example("disk1 --latency", "where the time of one device goes"),
                new Example("--latency", "where that of every device and session goes"),
                new Example("disk1 --pairs", "what each session does at one device"),
                new Example("--session 1:iqn.x,i,0x400001370000 --latency", "what one session does at each device"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Administration core = services.core();
        if (words.has(PAIRS) || words.has(SESSION)) {
            return pairs(core, words);
        }
        Map<String, Statistics> devices = new TreeMap<>();
        core.devices().forEach(device -> devices.put(device.name(), device.statistics()));
        if (words.word(0).isPresent()) {
            String wanted = words.word(0).get();
            requireDevice(wanted, devices.keySet());
            devices.keySet().retainAll(List.of(wanted));
        }
        Table byDevice = table("DEVICE", "device");
        devices.forEach((name, statistics) -> add(byDevice, statistics, name));
        Table latencies = latencies("DEVICE", "device", devices);
        Map<String, Statistics> sessions = new LinkedHashMap<>();
        core.nexuses().forEach(nexus -> sessions.put(nexus.id() + " " + nexus.initiator(), nexus.statistics()));
        Table bySession = table("SESSION", "session");
        sessions.forEach((name, statistics) -> add(bySession, statistics, name));
        Table sessionLatencies = latencies("SESSION", "session", sessions);
        PlatformSnapshot platform = core.platform();
        String text = byDevice.text("There is no device.");
        if (words.word(0).isEmpty()) {
            text += "\n" + bySession.text("No initiator is logged in.") + counters(platform.counters());
        }
        if (words.has(LATENCY)) {
            text += "\n" + latencies.text("Nothing was measured yet.");
            text += words.word(0).isEmpty() && !sessions.isEmpty()
                    ? "\n" + sessionLatencies.text("No session has done anything yet.")
                    : "";
        }
        Object json = Answer.object(
                "devices", byDevice.json(),
                "sessions", bySession.json(),
                "counters", platform.counters(),
                "latencies", latencies.json(),
                "session_latencies", sessionLatencies.json());
        return Answer.done(text, json);
    }

    /** By I_T_L nexus: the product of the two, which may be millions of lines, hence on request. */
    private static Answer pairs(Administration core, Words words) throws CommandFailure {
        String device = words.word(0).orElse("");
        if (!device.isEmpty()) {
            requireDevice(
                    device, core.devices().stream().map(DeviceSnapshot::name).collect(Collectors.toSet()));
        }
        String session = words.option(SESSION).orElse("");
        if (!session.isEmpty()
                && core.nexuses().stream().noneMatch(nexus -> nexus.id().equals(session))) {
            throw CommandFailure.failed("there is no session \"" + session + "\"", "\"sessions\" lists their ids");
        }
        List<ItlNexusSnapshot> uses = core.itlNexuses(device, session);
        Table table = counters(of("SESSION", "session").column("LUN", "lun").column("DEVICE", "device"));
        Table latencies =
                latencies(of("SESSION", "session").column("LUN", "lun").column("DEVICE", "device"));
        for (ItlNexusSnapshot use : uses) {
            String name = use.nexus() + " " + use.initiator();
            add(table, use.statistics(), name, use.lun(), use.device());
            addLatencies(latencies, use.statistics(), name, use.lun(), use.device());
        }
        String text = table.text("No session has used " + (device.isEmpty() ? "a device" : device) + " yet.");
        if (words.has(LATENCY) && !uses.isEmpty()) {
            text += "\n" + latencies.text("Nothing was measured yet.");
        }
        return Answer.done(text, Answer.object("pairs", table.json(), "pair_latencies", latencies.json()));
    }

    private static void requireDevice(String wanted, Set<String> devices) throws CommandFailure {
        if (!devices.contains(wanted)) {
            throw CommandFailure.failed("there is no device \"" + wanted + "\"", "\"devices\" lists their names");
        }
    }

    private static Table of(String title, String key) {
        return new Table().column(title, key);
    }

    private static Table table(String title, String key) {
        return counters(of(title, key));
    }

    private static Table counters(Table table) {
        return table.column("COMMANDS", "commands")
                .column("READS", "reads")
                .column("WRITES", "writes")
                .column("READ", "read_bytes")
                .column("WRITTEN", "written_bytes")
                .column("CHECK CONDITIONS", "check_conditions")
                .column("P50 us", "latency_p50_microseconds")
                .column("P99 us", "latency_p99_microseconds");
    }

    private static void add(Table table, Statistics statistics, Object... names) {
        List<Object> cells = new ArrayList<>(List.of(names));
        cells.add(statistics.commands());
        cells.add(statistics.reads());
        cells.add(statistics.writes());
        cells.add(new Bytes(statistics.readBytes()));
        cells.add(new Bytes(statistics.writtenBytes()));
        cells.add(statistics.checkConditions());
        cells.add(measured(statistics.latencyMicros(0.5)));
        cells.add(measured(statistics.latencyMicros(0.99)));
        table.row(cells.toArray());
    }

    private static Double measured(double micros) {
        return micros < 0 ? null : (Double) (Math.round(micros * 10) / 10.0);
    }

    private static Table latencies(String title, String key, Map<String, Statistics> measured) {
        Table table = latencies(of(title, key));
        measured.forEach((name, statistics) -> addLatencies(table, statistics, name));
        return table;
    }

    private static Table latencies(Table table) {
        return table.column("STAGE", "stage")
                .column("FROM SIZE", "size_class_bytes")
                .column("UP TO us", "upper_microseconds")
                .column("COMMANDS", "count");
    }

    private static void addLatencies(Table table, Statistics statistics, Object... names) {
        for (Statistics.LatencyBucket bucket : statistics.latencies()) {
            List<Object> cells = new ArrayList<>(List.of(names));
            cells.add(bucket.stage());
            cells.add(new Bytes(bucket.sizeClass()));
            cells.add(bucket.upperMicros());
            cells.add(bucket.count());
            table.row(cells.toArray());
        }
    }

    private static String counters(Map<String, Long> counters) {
        StringBuilder text = new StringBuilder();
        counters.forEach((name, value) -> text.append(String.format(Locale.ROOT, "%12d  %s%n", value, Plain.of(name))));
        return text.isEmpty() ? "" : "\n" + text;
    }
}
