package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.scst.core.admin.Administration;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Statistics;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/** {@code stats}: counters by device and by session; with {@code --latency} where the time of a device's commands goes. */
final class Stats implements Command {
    private static final String LATENCY = "--latency";

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
        return Grammar.of("[DEVICE] [--latency]", 0, 1, Grammar.flag(LATENCY)).with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "since the start"),
                new Example("disk1 --latency", "where the time of one device goes"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Administration core = services.core();
        Map<String, Statistics> devices = new TreeMap<>();
        core.devices().forEach(device -> devices.put(device.name(), device.statistics()));
        if (words.word(0).isPresent()) {
            String wanted = words.word(0).get();
            if (!devices.containsKey(wanted)) {
                throw CommandFailure.failed("there is no device \"" + wanted + "\"", "\"devices\" lists their names");
            }
            devices.keySet().retainAll(List.of(wanted));
        }
        Table byDevice = table("DEVICE", "device");
        devices.forEach((name, statistics) -> add(byDevice, name, statistics));
        Table latencies = latencies(devices);
        Table bySession = table("SESSION", "session");
        core.nexuses().forEach(nexus -> add(bySession, nexus.id() + " " + nexus.initiator(), nexus.statistics()));
        PlatformSnapshot platform = core.platform();
        String text = byDevice.text("There is no device.");
        if (words.word(0).isEmpty()) {
            text += "\n" + bySession.text("No initiator is logged in.") + counters(platform.counters());
        }
        if (words.has(LATENCY)) {
            text += "\n" + latencies.text("Nothing was measured yet.");
        }
        List<Object> details = new ArrayList<>(latencies.json());
        Object json = Answer.object(
                "devices", byDevice.json(),
                "sessions", bySession.json(),
                "counters", platform.counters(),
                "latencies", details);
        return Answer.done(text, json);
    }

    private static Table table(String title, String key) {
        return new Table()
                .column(title, key)
                .column("COMMANDS", "commands")
                .column("READS", "reads")
                .column("WRITES", "writes")
                .column("READ", "read_bytes")
                .column("WRITTEN", "written_bytes")
                .column("CHECK CONDITIONS", "check_conditions")
                .column("P50 us", "latency_p50_microseconds")
                .column("P99 us", "latency_p99_microseconds");
    }

    private static void add(Table table, String name, Statistics statistics) {
        table.row(
                name,
                statistics.commands(),
                statistics.reads(),
                statistics.writes(),
                new Bytes(statistics.readBytes()),
                new Bytes(statistics.writtenBytes()),
                statistics.checkConditions(),
                measured(statistics.latencyMicros(0.5)),
                measured(statistics.latencyMicros(0.99)));
    }

    private static Double measured(double micros) {
        return micros < 0 ? null : (Double) (Math.round(micros * 10) / 10.0);
    }

    private static Table latencies(Map<String, Statistics> devices) {
        Table table = new Table()
                .column("DEVICE", "device")
                .column("STAGE", "stage")
                .column("FROM SIZE", "size_class_bytes")
                .column("UP TO us", "upper_microseconds")
                .column("COMMANDS", "count");
        devices.forEach((name, statistics) -> statistics
                .latencies()
                .forEach(bucket -> table.row(
                        name, bucket.stage(), new Bytes(bucket.sizeClass()), bucket.upperMicros(), bucket.count())));
        return table;
    }

    private static String counters(Map<String, Long> counters) {
        StringBuilder text = new StringBuilder();
        counters.forEach((name, value) -> text.append(String.format(Locale.ROOT, "%12d  %s%n", value, Plain.of(name))));
        return text.isEmpty() ? "" : "\n" + text;
    }
}
